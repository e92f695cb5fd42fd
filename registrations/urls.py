"""The forms of visitors. Each language but English has a prefix: webinar_site/urls.py."""

from django.urls import path

from registrations.views import decide, enquire, register

app_name = "registrations"
urlpatterns = [
    path("webinars/<slug:slug>/register/", register.register, name="register"),
    path("webinars/<slug:slug>/registered/", register.registered, name="registered"),
    path("webinars/<slug:slug>/send-link/", register.send_link, name="send_link"),
    path("webinars/<slug:slug>/send-link/sent/", register.link_sent, name="link_sent"),
    path("send-link/", register.send_link, name="send_links"),
    path("send-link/sent/", register.link_sent, name="links_sent"),
    path("registrations/erased/", decide.erased, name="erased"),
    path("contact/", enquire.contact, name="contact"),
    path("contact/sent/", enquire.contact_sent, name="contact_sent"),
    path("webinars/<slug:slug>/contact/", enquire.contact, name="webinar_contact"),
    path("webinars/<slug:slug>/contact/sent/", enquire.contact_sent, name="webinar_contact_sent"),
]
