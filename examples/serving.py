"""What every example needs and none is about: settings, a page, and Daphne."""

import sys
from pathlib import Path
from typing import Any

import django
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from daphne.server import Server
from django.apps import apps
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import URLPattern, path, re_path
from django.views.generic import TemplateView

from channels_socketio import Forbidden, SocketIO

PAGES = Path(__file__).with_name("pages")
CLIENT = Path(__file__).parents[1] / "node_modules" / "socket.io-client" / "dist"
TEMPLATES = {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [PAGES]}
IN_MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


def same_origin(scope: Any) -> None:
    """Browsers send cookies whatever page opens a socket, and say only in Origin which it was."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin")
    if origin is not None and origin.partition(b"//")[2] != headers.get(b"host"):
        raise Forbidden("another site's page")


OPTIONS: dict[str, Any] = {"client_files": CLIENT, "allow_origin": same_origin}


def page(name: str, url: str = "") -> URLPattern:
    """A page of examples/pages."""
    return path(url, TemplateView.as_view(template_name=name))


def configure(*urls: URLPattern, **more: Any) -> None:
    """The settings of a Django project with these URLs."""
    settings.configure(
        DEBUG=True,
        SECRET_KEY="nobody but an example would take this one",
        ALLOWED_HOSTS=["localhost", "127.0.0.1"],
        ROOT_URLCONF=urls,
        TEMPLATES=[TEMPLATES],
        **{"CHANNEL_LAYERS": IN_MEMORY, **more},
    )
    django.setup()


def with_users(folder: str) -> dict[str, Any]:
    """Settings of a project with Django's users and sessions; its database is in `folder`."""
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/db.sqlite3"}
    return {
        "DATABASES": {"default": database},
        "INSTALLED_APPS": [f"django.contrib.{app}" for app in ("auth", "contenttypes", "sessions")],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
    }


def serve(sio: SocketIO) -> None:
    """Serve until Ctrl-C, at the port of the command line or 8000: sockets, and Django beside."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    sockets: Any = URLRouter(sio.websocket_urlpatterns)
    http: Any = URLRouter([*sio.http_urlpatterns, re_path("", get_asgi_application())])  # type: ignore[arg-type]
    if apps.is_installed("django.contrib.auth"):
        sockets, http = AuthMiddlewareStack(sockets), AuthMiddlewareStack(http)
    application = ProtocolTypeRouter({"websocket": sockets, "http": http})
    print(f"http://127.0.0.1:{port}", flush=True)
    Server(application, endpoints=[f"tcp:{port}:interface=127.0.0.1"], verbosity=0).run()
