from django.urls import path, re_path

from events import downloads, feeds, views

app_name = "events"
urlpatterns = [
    path("", views.home, name="home"),
    path("webinars/", views.webinars, name="webinars"),
    path("webinars.ics", feeds.webinars_calendar, name="webinars_calendar"),
    path("webinars.atom", feeds.WebinarsFeed(), name="webinars_feed"),
    path("webinars/<slug:slug>/", views.webinar, name="webinar"),
    path("webinars/<slug:slug>/programme.pdf", downloads.programme, name="programme"),
    path("webinars/<slug:slug>/card.png", downloads.card, name="card"),
    path("webinars/<slug:slug>/calendar.ics", downloads.calendar, name="calendar"),
    path("series/<slug:slug>/", views.series, name="series"),
    path("speakers/<slug:slug>/", views.speaker, name="speaker"),
    path("series/<slug:slug>/calendar.ics", feeds.series_calendar, name="series_calendar"),
    path("documents/<int:pk>/<str:name>", downloads.document, name="document"),
    path("pictures/<str:name>", downloads.picture, name="picture"),
    re_path(r"^(?P<slug>about|privacy|accessibility)/$", views.page, name="page"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("favicon.ico", downloads.favicon, name="favicon"),
]
