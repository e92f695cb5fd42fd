"""What search engines read about a webinar: schema.org, as plain values. Pure; no places, no availability."""

from django.conf import settings
from django.urls import reverse

from events.site_languages import same_page

STATUS = {
    "postponed": "https://schema.org/EventPostponed",
    "cancelled": "https://schema.org/EventCancelled",
}


def webinar_json_ld(webinar, programme, site_url):
    """Return the EducationEvent; `programme` is what events.programme.programme() gives."""
    path = webinar.get_absolute_url()
    page = site_url + path
    card = site_url + reverse("events:card", args=[webinar.slug])
    common = {"inLanguage": webinar.lang, **status(webinar), **place(webinar, page)}
    event = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": site_url + same_page(path, settings.LANGUAGE_CODE),  # one webinar, in whatever language
        "url": page,
        "name": webinar.title,
        "description": webinar.summary,
        "image": card,
        "startDate": local(webinar.starts_at, webinar),
        "endDate": local(webinar.ends_at, webinar),
        "isAccessibleForFree": True,
        "audience": webinar.audience and {"@type": "Audience", "audienceType": webinar.audience},
        "organizer": [organisation(organiser.organisation) for organiser in programme.organisers],
        "performer": [person(appearance) for appearance in programme.appearances if appearance.speaker],
        "offers": {"@type": "Offer", "price": 0, "url": page},
        "superEvent": webinar.series and series(webinar.series, site_url),
        "subEvent": [{**part, **common} for part in parts(webinar, programme)],
        "recordedIn": programme.recording and recording(programme.recording, webinar, card, site_url),
        **common,
    }
    return without_empty(event)


def without_empty(values):
    return {name: value for name, value in values.items() if value not in ("", None, [])}


def local(moment, webinar):
    return moment.astimezone(webinar.zone).isoformat()


def parts(webinar, programme):
    """Return the sittings if there are any, else the sessions whose times are known; a break is none."""
    sittings = [part.sitting for part in programme.parts if part.sitting]
    if sittings:
        return [part(str(sitting), sitting, webinar) for sitting in sittings]
    return [
        without_empty(
            part(entry.heading, entry.session, webinar)
            | {"performer": [person(listed) for listed in entry.appearances if listed.speaker]}
        )
        for entry in programme.sessions
        if entry.session.ends_at and entry.session.kind != "break"
    ]


def part(name, times, webinar):
    return {
        "@type": "Event",
        "name": f"{webinar.title}: {name}",
        "startDate": local(times.starts_at, webinar),
        "endDate": local(times.ends_at, webinar),
    }


def recording(document, webinar, card, site_url):
    address = document.get_absolute_url()
    where = {"url": address} if document.url else {"contentUrl": site_url + address}
    return {
        "@type": "VideoObject",
        "name": f"{webinar.title}: {document}",
        "description": webinar.summary or webinar.title,
        "thumbnailUrl": card,
        "uploadDate": local(document.publish_at or document.updated_at, webinar),
        "inLanguage": document.lang,
        **where,
    }


def status(webinar):
    """Return the status; one that was moved also tells its earlier start."""
    if webinar.status in STATUS:
        return {"eventStatus": STATUS[webinar.status]}
    if webinar.moved_from:
        return {
            "eventStatus": "https://schema.org/EventRescheduled",
            "previousStartDate": local(webinar.moved_from, webinar),
        }
    return {"eventStatus": "https://schema.org/EventScheduled"}


def place(webinar, page):
    online = {"@type": "VirtualLocation", "url": page}
    if webinar.format == webinar.Format.ONLINE:
        return {"eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode", "location": online}
    there = {
        "@type": "Place",
        "name": webinar.place_name,
        "address": webinar.place_address or webinar.place_name,
    }
    return {"eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode", "location": [online, there]}


def organisation(found):
    known = {"@type": "Organization", "name": found.name, "alternateName": found.short_name, "url": found.url}
    return without_empty(known)


def person(listed):
    known = {"@type": "Person", "name": listed.speaker.name, "jobTitle": listed.function}
    if listed.organisation:
        known["affiliation"] = {"@type": "Organization", "name": listed.organisation}
    return without_empty(known)


def speaker_json_ld(speaker, site_url):
    """Return the page about a person, as schema.org knows it: what they did is on the webinars' pages."""
    path = speaker.get_absolute_url()
    page = site_url + path
    known = {
        "@type": "Person",
        "@id": site_url + same_page(path, settings.LANGUAGE_CODE),
        "url": page,
        "name": speaker.name,
        "honorificPrefix": speaker.honorific,
        "sameAs": [link.url for link in speaker.links.all()],
    }
    about = {name: value for name, value in known.items() if value}
    return {"@context": "https://schema.org", "@type": "ProfilePage", "mainEntity": about}


def series(found, site_url):
    return {"@type": "EventSeries", "name": found.title, "url": site_url + found.get_absolute_url()}
