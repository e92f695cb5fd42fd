"""What search engines read about a webinar: schema.org, as plain values. Pure; no places, no availability."""

STATUS = {
    "postponed": "https://schema.org/EventPostponed",
    "cancelled": "https://schema.org/EventCancelled",
}


def webinar_json_ld(webinar, programme, site_url):
    """Return the EducationEvent; `programme` is what events.programme.programme() gives."""
    page = site_url + webinar.get_absolute_url()
    event = {
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "@id": page,
        "url": page,
        "name": webinar.title,
        "description": webinar.summary,
        "inLanguage": webinar.lang,
        "startDate": local(webinar.starts_at, webinar),
        "endDate": local(webinar.ends_at, webinar),
        "isAccessibleForFree": True,
        "audience": webinar.audience and {"@type": "Audience", "audienceType": webinar.audience},
        "organizer": [organisation(organiser.organisation) for organiser in programme.organisers],
        "performer": [person(appearance) for appearance in programme.appearances if appearance.speaker],
        "offers": {"@type": "Offer", "price": 0, "url": page},
        "superEvent": webinar.series and series(webinar.series, site_url),
        **status(webinar),
        **place(webinar, page),
    }
    return {name: value for name, value in event.items() if value not in ("", None, [])}


def local(moment, webinar):
    return moment.astimezone(webinar.zone).isoformat()


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
    return {name: value for name, value in known.items() if value}


def person(listed):
    known = {"@type": "Person", "name": listed.speaker.name, "jobTitle": listed.function}
    if listed.organisation:
        known["affiliation"] = {"@type": "Organization", "name": listed.organisation}
    return {name: value for name, value in known.items() if value}


def speaker_json_ld(speaker, site_url):
    """Return the page about a person, as schema.org knows it: what they did is on the webinars' pages."""
    page = site_url + speaker.get_absolute_url()
    known = {
        "@type": "Person",
        "@id": page,
        "url": page,
        "name": speaker.name,
        "honorificPrefix": speaker.honorific,
        "sameAs": [link.url for link in speaker.links.all()],
    }
    about = {name: value for name, value in known.items() if value}
    return {"@context": "https://schema.org", "@type": "ProfilePage", "mainEntity": about}


def series(found, site_url):
    return {"@type": "EventSeries", "name": found.title, "url": site_url + found.get_absolute_url()}
