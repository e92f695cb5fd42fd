"""What organisers edit: one module per screen."""

from events.admin import organisations, pages, records, series, speakers, users, webinar

__all__ = ["organisations", "pages", "records", "series", "speakers", "users", "webinar"]
