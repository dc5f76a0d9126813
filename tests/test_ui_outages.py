"""Pages of a service that is slow or away."""

from playwright.sync_api import Page, Route, expect

from models import batches
from models.databases import Database
from models.settings import read_settings
from tests.browser_fixtures import Service
from tests.browser_steps import ready, sign_in


def test_a_large_batch_leaves_the_server_time_for_others(page: Page, service: Service):
    """Sums that took 20 s are asked for again after a minute; what was not answered at all, after seconds."""
    db = Database(read_settings({"ZIPINGBIAO_DATA": str(service.data)}))
    with db.writing() as session:
        batch = batches.open_batch(session, "很大", None, expected=5)
    asked: list[Route] = []

    def answer_late(route: Route) -> None:
        asked.append(route)
        page.clock.fast_forward(20_000)
        if len(asked) == 1:
            route.abort()
        else:
            route.continue_()

    page.clock.install()
    page.route(f"**/api/v1/batches/{batch}", answer_late)
    sign_in(page, path=f"/batches/{batch}")
    ready(page)
    waited = [0, 0, 0]
    for at in range(3):
        while len(asked) == at and waited[at] < 100:
            waited[at] += 1
            page.clock.fast_forward(1000)
            page.wait_for_timeout(50)
    with db.writing() as session:
        batches.close(session, batch)
    db.close()
    assert len(asked) == 3
    assert waited[1] < waited[2]


def test_files_that_did_not_arrive_are_sent_again(page: Page, service: Service):
    """One button sends what the network, not the file, kept out; what was refused for itself stays so."""
    assert service
    sign_in(page, path="/upload")
    ready(page)
    page.route("**/api/v1/documents?name=*", lambda route: route.abort(), times=2)
    files = [(f"{at}.pdf", b"%PDF-1.7 sent twice " + bytes([at])) for at in range(2)]
    page.locator("#drop input[name=file]").set_input_files(
        [{"name": name, "mimeType": "application/pdf", "buffer": content} for name, content in files]
    )
    expect(page.locator("#again")).to_have_text("再传没有送到的 2 个")
    page.locator("#drop input[name=file]").set_input_files(
        {"name": "空.pdf", "mimeType": "application/pdf", "buffer": b""}
    )
    expect(page.locator('tr[data-code="empty-file"]')).to_have_count(1)
    page.context.set_offline(True)
    page.locator("#again").click()
    expect(page.locator("#toast")).to_contain_text("连不上服务器")
    page.context.set_offline(False)
    page.locator("#again").click()
    expect(page.locator("#again")).to_be_hidden()
    expect(page.locator("#totals")).to_have_text("共 3 个：收入 2，已有 0，未收入 1。")
    expect(page.locator('tr[data-code="offline"]')).to_have_count(0)
