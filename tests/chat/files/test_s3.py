"""Files on S3: stored there, fetched from there by an address that is good for a minute."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import boto3
import httpx
import pytest
from django.test import Client
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from chat.actions import uploads
from chat.files import storage
from chat.models import File, User
from project import files
from tests.chat.test_api_files import uploaded
from tests.support.pictures import PLACE, telling
from tests.support.ports import free_port

pytestmark = [
    pytest.mark.usefixtures("full_buckets"),
    # Python 3.12's word about utcnow, in what speaks S3 here.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture
def bucket(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server that speaks S3, with an empty bucket in which files are stored; its address."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    environment = {
        "S3_BUCKET": "hearth", "S3_ENDPOINT": url, "S3_REGION": "eu-central-1",
        "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret",
    }  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    client = boto3.client(
        "s3", endpoint_url=url, region_name="eu-central-1",
        aws_access_key_id="key", aws_secret_access_key="secret",
    )  # fmt: skip
    where = {"LocationConstraint": "eu-central-1"}
    client.create_bucket(Bucket="hearth", CreateBucketConfiguration=where)
    settings.STORAGES = {**settings.STORAGES, "files": files.storage(settings.DATA)}
    yield url
    server.stop()


def test_a_file_is_stored_fetched_and_cleared_away_there(bucket: str, ada: User) -> None:
    sent = telling("JPEG")
    file = uploaded(ada, sent, "dyke.jpg")
    assert storage.local(file.stored_as) is None
    client = Client()
    client.force_login(ada)
    answer = client.get(f"/files/{file.public_id}/dyke.jpg")
    where = answer.headers["Location"]
    assert (answer.status_code, answer.headers["Cache-Control"]) == (302, "private, no-store")
    assert where.startswith(f"{bucket}/hearth/")
    assert files.origins() == [bucket]
    asked = parse_qs(urlsplit(where).query)
    assert asked["X-Amz-Expires"] == ["60"]
    assert asked["response-content-disposition"] == ['inline; filename="dyke.jpg"']
    got = httpx.get(where)
    assert (got.status_code, got.headers["content-type"]) == (200, "image/jpeg")
    assert PLACE in sent
    assert PLACE not in got.content
    small = client.get(f"/files/{file.public_id}/thumbnail/").headers["Location"]
    assert httpx.get(small).content[8:12] == b"WEBP"
    uploads.remove_upload(owner=ada, file_id=file.public_id)
    uploads.clear_file(file_id=file.pk)
    assert all(httpx.get(each).status_code in {403, 404} for each in (where, small))
    assert not File.objects.exists()
