"""One template draws every field, so that accessibility is right once; inputs are written without one."""

from django.forms.renderers import TemplatesSetting

from events import written


class Renderer(TemplatesSetting):
    field_template_name = "includes/field.html"

    def render(self, template_name, context, request=None):
        write = written.BY_TEMPLATE.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)
