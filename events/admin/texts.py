"""The field of a text with a little formatting: an editor where scripts run, else a box for plain typing."""

from django.forms import Media, Script
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget, prose_editor_js

from events import plain_text

BEFORE_THE_EDITOR = Script("js/admin_text.js", defer=True)


class RichTextInput(AdminProseEditorWidget):
    """Holds the text as one types it, and the HTML, which static/js/admin_text.js gives to the editor."""

    @property
    def media(self):
        return Media(js=[BEFORE_THE_EDITOR, prose_editor_js]) + super().media

    def format_value(self, value):
        return plain_text.to_type(value) if value else value

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        html = plain_text.to_html(value or "")
        if html != (context["widget"]["value"] or ""):
            context["widget"]["attrs"]["data-html"] = html
        return context


class RichTextField(ProseEditorFormField):
    def __init__(self, **kwargs):
        super().__init__(**kwargs | {"widget": RichTextInput})

    def to_python(self, value):
        return plain_text.to_html(super().to_python(value))

    def has_changed(self, initial, data):
        # Against what comes back of a text that nobody touched, however it was spaced before.
        untouched = plain_text.to_html(plain_text.to_type(initial or ""))
        return super().has_changed(untouched, plain_text.to_html(data or ""))
