"""The page at the address that a start prints, for who opens it in a browser: where mail is read, and what is here."""

from __future__ import annotations

import falcon

from webserver.admin.rendering import Renderer, wants_page
from webserver.admin.views import View
from webserver.errors import not_found


class FrontPage:
    """`/`. Programs are told that nothing is there, as everywhere where nothing is."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """Show the page; it says nothing that the greeting of the server does not say."""
        if not wants_page(request):
            raise not_found()
        self._renderer.write(response, View("front.html", {}), visitor=None, said="", local_only=False)
