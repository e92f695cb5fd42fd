"""What organisers edit: one module per screen."""

from events.admin import organisations, pages, series, speakers, users, webinar

__all__ = ["organisations", "pages", "series", "speakers", "users", "webinar"]
