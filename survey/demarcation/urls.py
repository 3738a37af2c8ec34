"""Addresses of the surveys of lines, under /survey/lines/."""

from django.urls import path

from survey.demarcation import ground_views, views

urlpatterns = [
    path("", views.survey_list, name="demarcation-list"),
    path("new/", views.open_survey, name="demarcation-open"),
    path("<int:pk>/", views.survey_page, name="demarcation-survey"),
    path("<int:pk>/steps/<slug:key>/finish/", views.finish, name="demarcation-finish"),
    path("<int:pk>/steps/<slug:key>/papers/", views.add_papers, name="demarcation-papers"),
    path("<int:pk>/back/", views.send_back, name="demarcation-back"),
    path("<int:pk>/papers/<int:paper>/", views.paper_file, name="demarcation-paper"),
    path("<int:pk>/papers/<int:paper>/withdraw/", views.withdraw_paper, name="demarcation-withdraw"),
    path("<int:pk>/team/", views.write_team, name="demarcation-team"),
    path("<int:pk>/cancel/", views.cancel, name="demarcation-cancel"),
    path("<int:pk>/remarks/", views.remark, name="demarcation-remark"),
    path("<int:pk>/remarks/<int:number>/answer/", views.answer, name="demarcation-answer"),
    path("<int:pk>/remarks/<int:number>/settle/", views.settle, name="demarcation-settle"),
    path("<int:pk>/override/", views.override, name="demarcation-override"),
    path("<int:pk>/disputes/", views.dispute, name="demarcation-dispute"),
    path("<int:pk>/disputes/<int:number>/lift/", views.lift, name="demarcation-lift"),
    path("<int:pk>/sign/", views.sign, name="demarcation-sign"),
    path("<int:pk>/accept/", views.accept, name="demarcation-accept"),
    path("<int:pk>/archive/", ground_views.hand_over, name="demarcation-archive"),
    path("<int:pk>/points/gather/", ground_views.gather, name="demarcation-gather"),
    path("<int:pk>/points/decide/", ground_views.decide_all, name="demarcation-decide-all"),
    path("<int:pk>/points/new/", ground_views.new_point, name="demarcation-new-point"),
    path("<int:pk>/points/<int:number>/", ground_views.point_page, name="demarcation-point"),
    path("<int:pk>/points/<int:number>/decide/", ground_views.decide, name="demarcation-decide"),
    path("<int:pk>/points/<int:number>/drop/", ground_views.drop_point, name="demarcation-drop-point"),
    path("<int:pk>/points/<int:number>/photos/", ground_views.add_photo, name="demarcation-photos"),
    path("<int:pk>/photos/<int:number>/", ground_views.photo, name="demarcation-photo"),
    path("<int:pk>/edges/<int:number>/", ground_views.course, name="demarcation-course"),
    path("<int:pk>/edges/<int:number>/drop/", ground_views.drop_course, name="demarcation-drop-course"),
    path("<int:pk>/edges/upload/", ground_views.course_from_upload, name="demarcation-course-upload"),
]
