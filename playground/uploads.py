"""Where bytes of files come in and go out."""

from aiohttp import web

from playground.ground import Ground


def routes(ground: Ground) -> list[web.RouteDef]:
    """The upload address of files.getUploadURLExternal, and each file's own."""

    async def upload(request: web.Request) -> web.Response:
        return await _upload(ground, request)

    async def download(request: web.Request) -> web.Response:
        return _download(ground, request)

    return [
        web.post("/upload/{id}", upload),
        web.put("/upload/{id}", upload),
        web.get("/files/{id}", download),
        web.get("/files/{id}/{how}", download),
    ]


async def _upload(ground: Ground, request: web.Request) -> web.Response:
    """Raw bytes, or a form with one file in it; as many as were announced, once."""
    file = ground.state.files.get(request.match_info["id"])
    if file is None or file.uploaded:
        return web.Response(status=404, text="not found")
    content, content_type = await _bytes(request)
    if len(content) != file.size:
        return web.Response(status=400, text=f"expected {file.size} bytes, got {len(content)}")
    file.content, file.content_type, file.uploaded = content, content_type, True
    return web.Response(text=f"OK - {file.size}")


async def _bytes(request: web.Request) -> tuple[bytes, str]:
    if request.content_type != "multipart/form-data":
        return await request.read(), request.content_type
    fields = [one for one in (await request.post()).values() if isinstance(one, web.FileField)]
    return (fields[0].file.read(), fields[0].content_type) if fields else (b"", "application/octet-stream")


def _download(ground: Ground, request: web.Request) -> web.Response:
    """For the page and for the app's token alike: the playground is one's own machine. Nothing of it may run as a page."""
    file = ground.state.files.get(request.match_info["id"])
    if file is None or not file.uploaded:
        return web.Response(status=404, text="not found")
    shown = file.content_type.startswith("image/") and file.content_type != "image/svg+xml"
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    if not shown:
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=file.content, content_type=file.content_type if shown else "application/octet-stream", headers=headers)
