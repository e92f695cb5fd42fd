"""Every page of a visitor in each of its states, for whoever looks at pages: parser, browser, audit."""

from tests.states import forms, lists, personal, webinar

STATES = {**webinar.STATES, **lists.STATES, **forms.STATES, **personal.STATES}
