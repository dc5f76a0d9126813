"""The other pages in a real browser: bad files, duplicates, folders, no scripts."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser_fixtures import Service
from tests.browser_steps import ready, sign_in
from tests.made_archives import zipped

PDFS = Path(__file__).parent / "pdfs"


def files_of(page: Page, script: str) -> None:
    """Choose files that a script makes, so that names and sizes are as no disk would allow."""
    page.evaluate(
        f"""() => {{
            const transfer = new DataTransfer();
            for (const file of {script}) transfer.items.add(file);
            const input = document.querySelector('#drop input[name=file]');
            input.files = transfer.files;
            input.dispatchEvent(new Event('change', {{ bubbles: true }}));
        }}"""
    )


def drop(page: Page, *paths: Path) -> None:
    """Let go of files above the page, as a person's file manager has it."""
    browser = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        browser.send("Input.dispatchDragEvent", {"type": kind, "x": 200, "y": 200, "data": data})


def lines(page: Page, count: int) -> dict[str, tuple[str, str]]:
    """Return each uploaded file's code and words, once all are there and none is on its way."""
    rows = page.locator("#outcomes tbody tr")
    expect(rows).to_have_count(count)
    expect(page.locator("#outcomes tbody tr:not([data-code])")).to_have_count(0)
    return {
        row.locator(".name").inner_text(): (row.get_attribute("data-code") or "", row.inner_text())
        for row in rows.all()
    }


def test_bad_files_beside_good_ones(page: Page, prepared: Service):
    """Each bad file is refused or failed by its code, in words, and the good one among them is read."""
    assert prepared
    sign_in(page, path="/upload")
    ready(page)
    damaged = (PDFS / "fit.rl.pdf").read_bytes()[:20_000]
    form_free = _pdf("no form here")
    page.locator("#drop input[name=file]").set_input_files(
        [
            {"name": "空.pdf", "mimeType": "application/pdf", "buffer": b""},
            {"name": "通知.docx", "mimeType": "application/msword", "buffer": b"PK\x03\x04" * 99},
            {"name": "截断.pdf", "mimeType": "application/pdf", "buffer": damaged},
            {"name": "无表.pdf", "mimeType": "application/pdf", "buffer": form_free},
            {"name": "加密.pdf", "mimeType": "application/pdf", "buffer": _pdf("secret", encrypted=True)},
            {
                "name": "好.pdf",
                "mimeType": "application/pdf",
                "buffer": (PDFS / "fit.lodocx.pdf").read_bytes(),
            },
        ]
    )
    files_of(
        page,
        """[
            new File(['%PDF-1.7'], '..\\\\..\\\\a.pdf'),
            new File(['%PDF-1.7'], 'a\\u202efdp.exe'),
            new File([new Uint8Array(201_000_000)], '大.pdf'),
        ]""",
    )
    found = lines(page, 9)
    codes = {name: code for name, (code, _) in found.items()}
    assert codes == {
        "空.pdf": "empty-file",
        "通知.docx": "not-a-pdf",
        "截断.pdf": "damaged-pdf",
        "无表.pdf": "unknown-form",
        "加密.pdf": "encrypted-pdf",
        "好.pdf": "",
        "..\\..\\a.pdf": "bad-name",
        "a\u202efdp.exe": "bad-name",
        "大.pdf": "too-large",
    }
    assert "读出 7 份表" in found["好.pdf"][1]
    for name, code in codes.items():
        assert code in found[name][1]
    assert "0 B" in found["空.pdf"][1]
    assert "201.0 MB" in found["大.pdf"][1]
    for name, words in {
        "空.pdf": "0 字节",
        "加密.pdf": "去掉密码",
        "无表.pdf": "没有项目支出绩效自评表",
    }.items():
        assert words in found[name][1], name


def test_a_file_that_vanishes_on_the_way(page: Page, prepared: Service, tmp_path: Path):
    """A file that is gone when its turn comes is said to be; those before it are taken."""
    assert prepared
    files = [tmp_path / f"{number}.pdf" for number in range(4)]
    for number, file in enumerate(files):
        file.write_bytes(b"%PDF-1.7 no more than a head " + bytes([number]))

    def take_the_last_away(route: Route) -> None:
        files[-1].unlink(missing_ok=True)
        route.continue_()

    sign_in(page, path="/upload")
    ready(page)
    page.route("**/api/v1/documents?name=*", take_the_last_away)
    page.locator("#drop input[name=file]").set_input_files(files)
    codes = {name: code for name, (code, _) in lines(page, 4).items()}
    assert codes == {**dict.fromkeys(("0.pdf", "1.pdf", "2.pdf"), "damaged-pdf"), "3.pdf": "file-vanished"}


def test_waiting_files_are_not_left_behind_unasked(page: Page, prepared: Service):
    """Whoever leaves while files are on their way is asked first, and not when all are there."""
    assert prepared
    asked: list[str] = []
    held: list[Route] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    def hold(route: Route) -> None:
        if len(asked) == 0:
            held.append(route)
        else:
            route.continue_()

    sign_in(page, path="/upload")
    ready(page)
    page.route("**/api/v1/documents?name=*", hold)
    files_of(page, "[1, 2, 3, 4].map((number) => new File([`no PDF ${number}`], `${number}.pdf`))")
    expect(page.locator("#outcomes tbody tr")).to_have_count(4)
    page.evaluate("location.reload()")
    expect(page.locator("#outcomes tbody tr")).to_have_count(4)
    assert asked == ["beforeunload"]
    for route in held:
        route.continue_()
    lines(page, 4)
    page.reload()
    ready(page)
    assert asked == ["beforeunload"]


def test_duplicates_lead_to_the_first(page: Page, prepared: Service):
    """The same bytes under another name are not kept twice; the line leads to the document there is."""
    sign_in(page, path="/upload")
    ready(page)
    first, data = next(iter(prepared.files.items()))
    copy = {"name": "副本.pdf", "mimeType": "application/pdf", "buffer": data}
    page.locator("#drop input[name=file]").set_input_files([copy])
    row = page.locator("#outcomes tbody tr")
    expect(row).to_contain_text("已有")
    row.get_by_role("link", name="fit.rl.pdf").click()
    expect(page).to_have_url(re.compile(f"/documents/{first}$"))


def test_a_folder_is_dropped(page: Page, prepared: Service, tmp_path: Path):
    """A chosen folder's files keep their place in it as their name."""
    assert prepared
    folder = tmp_path / "2024"
    (folder / "下级").mkdir(parents=True)
    (folder / "下级" / "空.pdf").write_bytes(b"")
    (folder / "空.pdf").write_bytes(b"")
    sign_in(page, path="/upload")
    ready(page)
    page.locator("#folder").set_input_files(folder)
    assert set(lines(page, 2)) == {"2024/空.pdf", "2024/下级/空.pdf"}


def test_an_archive_and_its_manifest_become_a_batch(page: Page, prepared: Service, tmp_path: Path):
    """Chosen together they are sent as one; the batch is read to its end, and what was no file is told."""
    assert prepared
    form = (PDFS / "fit.rl.pdf").read_bytes() + b"\n%zipped"
    archive = tmp_path / "档案.zip"
    archive.write_bytes(zipped({"甲.pdf": form, "空.pdf": b""}))
    manifest = tmp_path / "清单.csv"
    manifest.write_text("路径,档号\n甲.pdf,J-77\n缺.pdf,J-78\n", encoding="gb18030")
    sign_in(page, path="/upload")
    ready(page)
    page.locator("#drop input[name=file]").set_input_files([archive, manifest])
    assert "清单随压缩包上传" in lines(page, 2)["清单.csv"][1]
    page.get_by_role("link", name="档案.zip").click()
    expect(page.locator("header .tag.done")).to_contain_text("已读完")
    for outcome, count in {"accepted": 1, "refused": 2, "total": 3}.items():
        expect(page.locator(f"[data-of={outcome}]")).to_have_text(str(count))
    page.goto("/documents?text=J-77")
    expect(page.locator("table.list tbody tr")).to_have_count(1)


def test_an_archive_and_its_manifest_are_dropped(page: Page, prepared: Service, tmp_path: Path):
    """What is let go of at once comes at once: the table is the archive's manifest, not one that is alone."""
    assert prepared
    archive, manifest = tmp_path / "空档案.zip", tmp_path / "清单.csv"
    archive.write_bytes(zipped({"空.pdf": b""}))
    manifest.write_text("路径,档号\n空.pdf,J-78\n")
    sign_in(page, path="/upload")
    ready(page)
    drop(page, archive, manifest)
    assert "清单随压缩包上传" in lines(page, 2)["清单.csv"][1]


def test_a_batch_form_shows_its_progress(page: Page, prepared: Service, tmp_path: Path):
    """The form for archives sends like the drop zone; what is no archive is refused by its code."""
    assert prepared
    wrong = tmp_path / "假.zip"
    wrong.write_bytes(b"no archive at all")
    sign_in(page, path="/upload")
    ready(page)
    page.locator("#archive input[name=archive]").set_input_files(wrong)
    page.locator("#archive button").click()
    assert lines(page, 1)["假.zip"][0] == "damaged-archive"


def test_reading_works_without_scripts(browser: Browser, prepared: Service):
    """With scripts off a person signs in, sends a file, and reads a form with its page beside it."""
    context = browser.new_context(base_url=prepared.address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, path="/upload")
    page.locator("#drop input[name=file]").set_input_files(PDFS / "sty-dashed.loxlsx.pdf")
    page.locator("#plain-send").click()
    expect(page.locator("#outcomes")).to_contain_text("已收入")
    page.goto(f"/forms/{prepared.forms[-1]}")
    expect(page.locator("#paper")).to_contain_text("北京市禁毒教育活动")
    expect(page.locator("rect").first).to_be_attached()
    for control in ("#accept", "#reject", "#undo", "#doubts", ".viewbar", ".keybar"):
        expect(page.locator(control)).to_be_hidden()
    expect(page.locator(".deskbar")).to_contain_text("疑点")
    expect(page.locator(".proof.proven").filter(has_text="✓").first).to_be_visible()
    image = page.request.get(f"/documents/{next(iter(prepared.files))}/pages/3.png")
    assert image.headers["content-type"] == "image/png"
    context.close()


def test_a_batch_goes_on_before_the_eyes(page: Page, prepared: Service, browser: Browser, tmp_path: Path):
    """Its numbers follow the reading; what failed is tried again by keyboard, and without scripts."""
    for name in ("fit.rl.pdf", "fit.weasy.pdf"):
        (tmp_path / name).write_bytes((PDFS / name).read_bytes() + b"\n%")
    (tmp_path / "无表.pdf").write_bytes(_pdf("no form in here either"))
    prepared.command("import", str(tmp_path))
    sign_in(page, path="/batches")
    ready(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    ready(page)
    expect(page.locator("[data-of=ended]").first).to_have_text("3")
    expect(page.locator("header .tag.done")).to_contain_text("已读完")
    expect(page.locator("tr[data-code=unknown-form]")).to_contain_text("没有自评表")
    page.get_by_role("link", name=re.compile("English")).click()
    page.get_by_role("button", name="Try again no form in it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 documents wait")
    expect(page.locator("[data-of=ended]").first).to_have_text("3")
    batch = urlsplit(page.url).path
    page.locator("[data-of=to_review]").click()
    expect(page.locator("#forms tbody tr")).not_to_have_count(0)
    context = browser.new_context(base_url=prepared.address, java_script_enabled=False)
    plain = sign_in(context.new_page(), path=batch)
    expect(plain.locator("tr[data-code=unknown-form] td.num")).to_have_text("1")
    plain.locator("section.chips .button.first").click()
    expect(plain.get_by_role("status")).to_contain_text("1 个文件已重新排队")
    context.close()


def _pdf(text: str, *, encrypted: bool = False) -> bytes:
    """Return a PDF of one page with a line on it, made as a person's program would."""
    import pymupdf  # noqa: PLC0415 - costs a second that the other tests need not wait

    document = pymupdf.open()
    document.new_page().insert_text((72, 72), text)
    if not encrypted:
        return bytes(document.tobytes())
    return bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="a", user_pw="b"))
