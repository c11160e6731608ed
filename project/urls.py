"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path

from chat.admin.site import site as panel
from chat.api import api
from chat.api.page import docs
from chat.views import emoji, errors, files, pages, search, stored

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("r/<int:room_id>/", pages.room, name="room"),
    path("r/<int:room_id>/<int:seq>/", pages.permalink, name="permalink"),
    path("r/<int:room_id>/t/<int:root>/", pages.thread, name="thread"),
    path("r/<int:room_id>/t/<int:root>/<int:seq>/", pages.thread, name="reply"),
    path("r/<int:room_id>/join/", pages.join, name="join-room"),
    path("rooms/", pages.browse, name="rooms"),
    path("catch-up/", pages.view, {"name": "catch-up"}, name="catch-up"),
    path("inbox/", pages.view, {"name": "inbox"}, name="inbox"),
    path("people/", pages.people, name="people"),
    path("search/", search.search, name="search"),
    path("people/<int:user_id>/message/", pages.message_person, name="message-person"),
    path("files/<str:file_id>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("files/<str:file_id>/<path:name>", files.file, name="file"),
    path("emoji.json", emoji.emoji, name="emoji"),
    path("avatars/<slug:picture>.webp", stored.avatar, name="avatar"),
    path("emoji/<slug:picture>.webp", stored.emoji, name="own-emoji"),
    path("previews/<slug:name>", stored.preview, name="preview-picture"),
    path("admin/", panel.urls),
    path("api/docs", docs, name="api-docs"),
    path("api/", api.urls),
    path("", include("chat.views.account_urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
