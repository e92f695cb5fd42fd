"""One template draws every field, so that accessibility is right once."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    field_template_name = "includes/field.html"
