"""Files and what programs ask for: the same in every language, so their addresses have no prefix."""

from django.urls import path

from events import downloads, feeds, views

app_name = "files"
urlpatterns = [
    path("documents/<int:pk>/<str:name>", downloads.document, name="document"),
    path("pictures/<str:name>", downloads.picture, name="picture"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("favicon.ico", downloads.favicon, name="favicon"),
]
