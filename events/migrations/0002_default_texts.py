"""The site's one row and its three text pages, so that a new site says something true at once."""

from django.db import migrations

CITIES = [
    "America/Lima",
    "America/New_York",
    "Africa/Dakar",
    "Europe/London",
    "Europe/Zurich",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Bangkok",
    "Asia/Tokyo",
]
ABOUT = """
<p>On this site we announce our webinars, take registrations for them and keep their record: what was said, the slides and the recording stay at the same address afterwards.</p>
<p><strong>[Fill in: who you are, in two or three sentences, and what your webinars are about.]</strong></p>
<h3>Taking part</h3>
<p>Webinars are free unless their page says otherwise. You need no account: your name and an email address are enough, and your joining link comes by email. If you need captions, sign language or anything else to take part, write to us in good time through the contact page.</p>
<h3>Afterwards</h3>
<p>Recordings, slides and reports are published on the page of the webinar as soon as they are ready. You may link to that page; its address does not change.</p>
"""
PRIVACY = """
<p><strong>[Fill in: the name and address of the institution that answers for personal data here, and of its data protection officer if it has one.]</strong></p>
<h3>If you only read</h3>
<p>Public pages set no cookies, do not track you and load nothing from other companies. Your address on the network is used to deliver the page and to limit abuse; this site does not store it in readable form. <strong>[Fill in: what your hosting provider logs, and for how long.]</strong></p>
<h3>If you register</h3>
<p>We store your name, your email address and what else you choose to type into the form, such as your organisation. We also store when you registered, which emails we sent you and whether you opened the meeting with your link.</p>
<p>We use this to give you a place, to send you your joining link, reminders and news of changes, and to count how many people took part. <strong>[Fill in: the legal basis, such as your consent or a task in the public interest.]</strong></p>
<h3>If you write to us</h3>
<p>We store your name, your email address and your message in order to answer.</p>
<h3>Who sees it</h3>
<p>The organisers of the webinar and those who run this site. We give it to no one else and never sell it. The webinar itself takes place in a meeting tool with a privacy notice of its own; its name stands on the registration form. <strong>[Fill in: your hosting and email providers and the countries they are in.]</strong></p>
<h3>How long</h3>
<p>Registrations and messages are erased 180 days after the end of the webinar, unless the registration form names another date. What stays are numbers without names.</p>
<h3>Your rights</h3>
<p>The link in each of our emails leads to your personal page. There you can see and correct what you told us, cancel your registration, take a copy of everything we have stored about you and have it erased at once; you need give no reasons. <strong>[Fill in: the authority to which people can complain.]</strong></p>
<p>Organisers who sign in to run this site get a cookie that keeps them signed in, and nothing else.</p>
"""
ACCESSIBILITY = """
<p>We want everybody to be able to use this site and to take part in our webinars. Its pages aim at level AA of the Web Content Accessibility Guidelines (WCAG) 2.2.</p>
<h3>What was tested</h3>
<p>The software behind this site is tested by machine with axe, in light and dark colours, on narrow and wide screens. It works without JavaScript, in high contrast and in print. Tests by machine find only a part of all barriers. <strong>[Fill in: tests of this site with people or by experts, and their date.]</strong></p>
<h3>What we know does not work</h3>
<p>Slides and other documents come from many authors, and not all of them are accessible. The meeting tools in which webinars take place are not ours. <strong>[Fill in: further barriers you know of.]</strong></p>
<h3>What to do</h3>
<p>If something stands in your way, or you need a document in another form, tell us through the contact page: say which page it is and what you need. <strong>[Fill in: how soon you answer, and the body to which people can complain.]</strong></p>
<p>If you need captions, sign language or documents in advance for a webinar, write to us as early as you can.</p>
"""


def write(apps, schema_editor):
    Site = apps.get_model("events", "Site")
    Page = apps.get_model("events", "Page")
    Site.objects.get_or_create(
        pk=1,
        defaults={
            "name": "Webinars",
            "tagline": "Talks and discussions, open to everyone and kept on record",
            "contact_email": "webinars@example.org",
            "cities": "\n".join(CITIES),
        },
    )
    for slug, title, text in [
        ("about", "About these webinars", ABOUT),
        ("privacy", "Privacy notice", PRIVACY),
        ("accessibility", "Accessibility statement", ACCESSIBILITY),
    ]:
        Page.objects.get_or_create(slug=slug, defaults={"title": title, "text": text.strip()})


def remove(apps, schema_editor):
    """Remove the texts; the tables go with the migration before this one."""
    apps.get_model("events", "Page").objects.all().delete()
    apps.get_model("events", "Site").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("events", "0001_programme")]
    operations = [migrations.RunPython(write, remove)]
