from django.urls import path

from registrations.views import decide, enquire, join, manage, register, unsubscribe

app_name = "registrations"
urlpatterns = [
    path("webinars/<slug:slug>/register/", register.register, name="register"),
    path("webinars/<slug:slug>/registered/", register.registered, name="registered"),
    path("webinars/<slug:slug>/send-link/", register.send_link, name="send_link"),
    path("webinars/<slug:slug>/send-link/sent/", register.link_sent, name="link_sent"),
    path("send-link/", register.send_link, name="send_links"),
    path("send-link/sent/", register.link_sent, name="links_sent"),
    path("registrations/erased/", decide.erased, name="erased"),
    path("registrations/<token>/", manage.page, name="page"),
    path("registrations/<token>/cancel/", decide.cancel, name="cancel"),
    path("registrations/<token>/return/", decide.come_back, name="return"),
    path("registrations/<token>/erase/", decide.erase, name="erase"),
    path("registrations/<token>/data.json", manage.data, name="data"),
    path("registrations/<token>/documents/<int:pk>/<str:name>", manage.document, name="document"),
    path("registrations/<token>/calendar.ics", manage.calendar_file, name="calendar"),
    path("confirm/<token>/", decide.confirm, name="confirm"),
    path("join/<token>/", join.join, name="join"),
    path("unsubscribe/<token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("contact/", enquire.contact, name="contact"),
    path("contact/sent/", enquire.contact_sent, name="contact_sent"),
    path("webinars/<slug:slug>/contact/", enquire.contact, name="webinar_contact"),
]
