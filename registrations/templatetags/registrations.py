"""What registrations add to the pages of events."""

from django import template

from registrations.offer import offer_of

register = template.Library()


@register.simple_tag
def admission_for(webinar, phase):
    """Return what is offered to those who want to register; None once the webinar is over.

    Input: webinar, phase of events/phase.py. One query, none after the end.
    """
    return None if phase.is_after else offer_of(webinar, phase.now)
