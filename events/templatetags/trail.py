"""Who did something and when, as the organisers' pages say it."""

from django import template

from events import comparison

register = template.Library()
register.simple_tag(comparison.moment)
register.simple_tag(comparison.who)
