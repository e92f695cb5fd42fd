"""What the demo shows: the facts of a real webinar as its organisers published them, and one example.

Who spoke in which session was never published, so nobody is put into a session here.
"""

SERIES = {
    "slug": "2020-summer-webinars",
    "title": "2020 summer webinars",
    "text": (
        "<p>Joint webinars of the International Labour Organization (ILO) and the World Employment "
        "Confederation (WEC) on Covid-19, employment services and recovery.</p>"
    ),
}

ORGANISATIONS = [
    {"name": "International Labour Organization", "short_name": "ILO", "url": "https://www.ilo.org/"},
    {"name": "World Employment Confederation", "short_name": "WEC", "url": "https://wecglobal.org/"},
]

NUMBER = 2  # in the series

REFERENCE = {
    "slug": "covid-19-activation-for-recovery",
    "kicker": "ILO and World Employment Confederation Webinar",
    "title": "Covid-19: Activation for recovery",
    "summary": "Active labour market policies for the recovery from the crisis.",
    "audience": (
        "Social partners, public and private employment services, government policymakers and academia"
    ),
    "time_zone": "Europe/Zurich",
    "contact_email": "webinars@example.org",
    "text_before": (
        "<p>This joint webinar of the International Labour Organization (ILO) and the World Employment "
        "Confederation (WEC) is about active labour market policies for recovery. It brings together social "
        "partners, public and private employment services, government policymakers and academia. It is the "
        "second of the 2020 summer webinars on Covid-19, employment services and recovery.</p>"
    ),
    "text_after": (
        "<p>The webinar dealt with policies and programmes for a quick return of workers to productive and "
        "decent work. It was the second of the 2020 summer webinars of the International Labour Organization "
        "(ILO) and the World Employment Confederation (WEC). The first session looked at activation "
        "programmes, the second at skills.</p>"
    ),
    "takeaways_intro": "The webinar shed light on:",
}
REFERENCE_TIME = ((2020, 9, 25, 10, 0), (2020, 9, 25, 11, 30))

REFERENCE_SESSIONS = [
    (
        "<p>The session drew lessons from past crises and took stock of what is known of current programmes. "
        "The OECD and private and public employment services gave their views. There was agreement that "
        "promoting skills inside job-retention schemes matters.</p>"
    ),
    (
        "<p>The session dealt with the skills challenges that the pandemic brought, with training as part of "
        "the response, and with access to digital tools and skills. It also asked how to pay for them: with "
        "earmarked public and private money, and by sharing the cost between governments, employers and "
        "workers.</p>"
    ),
]

TAKEAWAYS = [
    "How active labour market policies (ALMPs) are being shaped in response to the crisis",
    "What public and private employment services can add to activation",
    "Rethinking skills policies for recovery",
    "Paying for ALMPs and skills when budgets are tight",
]

ILO_SKILLS = "Skills and Employability Branch"
WEC = "World Employment Confederation"

# honorific, name, function, unit, organisation, and what differs from a confirmed speaker
SPEAKERS = [
    ("Mr.", "Sangheon Lee", "Director", "Employment Policy Department", "ILO", {}),
    ("Ms.", "Annemarie Muntz", "President", "", WEC, {}),
    ("Mr.", "Tom Hadley", "", "", "", {"role": "moderator"}),
    (
        "Ms.",
        "Kristine Langenbucher",
        "",
        "Activation team, Employment, Labour and Social Affairs Department",
        "OECD",
        {"is_confirmed": False},
    ),
    ("Mr.", "Denis Pennel", "Managing Director", "", WEC, {}),
    ("Ms.", "Susanne Kraatz", "Expert", "", "World Association of Public Employment Services", {}),
    ("", "Paul Comyn", "Senior Skills and Employability Specialist", ILO_SKILLS, "ILO", {}),
    ("Ms.", "Murielle Antille", "Chair, Career Management Taskforce", "", WEC, {}),
    ("Mr.", "Pedro Moreno da Fonseca", "Technical Specialist on Lifelong Learning", ILO_SKILLS, "ILO", {}),
]

# kind, title, session (counted from 0), file; without a file it is announced
DOCUMENTS = [
    ("slides", "Slides of session 1 (sample)", 0, "slides-1.pdf"),
    ("slides", "Slides of session 2 (sample)", 1, "slides-2.pdf"),
    ("report", "", None, None),
]

OPEN = {
    "slug": "example-an-open-webinar",
    "kicker": "Example",
    "title": "Example: an open webinar",
    "summary": "A page to try out registration; the webinar itself does not take place.",
    "audience": "Everyone who wants to see how registering works",
    "time_zone": "Europe/Zurich",
    "contact_email": "webinars@example.org",
    "spoken_languages": ["en"],
    "caption_languages": ["en"],
    "text_before": (
        "<p>This webinar is an example: it shows what a page looks like while registration is open. Register "
        "with any address of your own to see the mails, your personal page and the calendar entry. There are "
        "60 places, and whoever comes later joins the waitlist.</p>"
    ),
}
OPEN_PLACES = 60
OPEN_WEEKS = 3  # from the day the demo is loaded
OPEN_HOURS = ((10, 0), (11, 30))

# title, start, end, text
OPEN_SESSIONS = [
    (
        "What employment services can do",
        (10, 0),
        (10, 40),
        "<p>Two short talks on how employment services can help people back to work.</p>",
    ),
    (
        "Skills for the next job",
        (10, 40),
        (11, 30),
        "<p>A talk on training for people between two jobs, then questions from everyone.</p>",
    ),
]

# role, organisation, session (counted from 0): who it will be is to be announced
OPEN_SPEAKERS = [
    ("moderator", "A university", None),
    ("speaker", "A public employment service", 0),
    ("speaker", "A private employment service", 0),
    ("speaker", "A training institute", 1),
]
