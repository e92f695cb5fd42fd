from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy

from events import organisers
from events.admin.screen import Screen
from events.models import User


class UserForm(forms.ModelForm):
    class Meta:
        help_texts = {
            "email": gettext_lazy(
                "To sign in with. A new organiser asks there for a code or sets a password by mail."
            ),
            "is_active": gettext_lazy("Without it, the account is closed and its history is kept."),
            "is_staff": gettext_lazy("May enter these pages."),
        }

    def clean_email(self):
        return self.cleaned_data["email"].lower()


@admin.register(User)
class UserAdmin(Screen):
    form = UserForm
    fields = ["email", "name", "is_active", "is_staff", "is_superuser"]
    list_display = ["email", "name", "is_staff", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["email", "name"]
    ordering = ["email"]

    def get_changeform_initial_data(self, request):
        return {"is_staff": True, **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        if not change:
            obj.set_unusable_password()
        obj.save()
        if "email" in form.changed_data:
            organisers.vouch_for_address(obj)
