/* The phone's position (定位): samples averaged by their stated accuracy, with the spread of what was measured.

   Degrees as the phone gives them, WGS 84; metres for accuracy and spread. The accuracy that is taken over is never
   better than what the phone states and never better than the spread: averaging does not remove a common error. */
(function (self) {
  "use strict";

  const METRES = 111320; // of one degree of latitude

  function middle(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /* {lon, lat, height, samples, reported_m, spread_m, accuracy_m, taken_at} of samples; null for none. */
  function summary(samples) {
    const best = Math.min(...samples.map((one) => one.accuracy));
    const used = samples.filter((one) => one.accuracy <= 3 * Math.max(best, 1));
    if (!used.length) return null;
    const weights = used.map((one) => 1 / Math.max(one.accuracy, 0.5) ** 2);
    const total = weights.reduce((sum, one) => sum + one, 0);
    const mean = (key) => used.reduce((sum, one, place) => sum + one[key] * weights[place], 0) / total;
    const lon = mean("lon"), lat = mean("lat");
    const squares = used.map((one) => {
      const east = (one.lon - lon) * METRES * Math.cos(lat * Math.PI / 180);
      return east ** 2 + ((one.lat - lat) * METRES) ** 2;
    });
    const spread = Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / used.length);
    const reported = middle(used.map((one) => one.accuracy));
    const heights = used.filter((one) => one.height !== null).map((one) => one.height);
    return {
      lon: Number(lon.toFixed(8)),
      lat: Number(lat.toFixed(8)),
      height: heights.length ? Number(middle(heights).toFixed(1)) : null,
      samples: used.length,
      left_out: samples.length - used.length,
      reported_m: Number(reported.toFixed(1)),
      spread_m: Number(spread.toFixed(2)),
      accuracy_m: Number(Math.max(reported, spread).toFixed(1)),
      taken_at: new Date(Math.max(...used.map((one) => one.time))).toISOString(),
    };
  }

  const WHY = {
    1: "没有定位权限：请在浏览器的网站设置里允许“位置”。",
    2: "定不出位置：请到开阔处，打开手机定位。",
    3: "定位超时，继续等待……",
  };

  /* Follow the position; `tell(summary, why)` after every sample. Answers how to stop. */
  function follow(tell) {
    const samples = [];
    const watch = navigator.geolocation.watchPosition((position) => {
      const { longitude: lon, latitude: lat, accuracy, altitude } = position.coords;
      samples.push({ lon, lat, accuracy, height: altitude, time: position.timestamp });
      tell(summary(samples), "");
    }, (error) => tell(samples.length ? summary(samples) : null, WHY[error.code] || error.message), {
      enableHighAccuracy: true, maximumAge: 0, timeout: 30000,
    });
    return () => navigator.geolocation.clearWatch(watch);
  }

  self.field = Object.assign(self.field || {}, { position: { summary, follow } });
})(self);
