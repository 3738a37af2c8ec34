/* Leaflet comes as a classic script with django-leaflet; modules that import "leaflet" get that one. */
export default window.L;
