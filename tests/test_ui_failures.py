"""Files that could not be read: what the pages say of them."""

import pytest

from models.errors import EncryptedPdf, UnknownForm
from models.formats import without_form
from tests.browser_fixtures import Site
from tests.made_forms import end, store

ALL_OF_THEM = '<a href="/documents?state=failed">共 6 个，查看全部</a>'


def fail(site: Site, count: int) -> None:
    """Store so many files, each of which ends with the same error."""
    for at in range(count):
        document = store(site.db, site.settings, f"{at}", f"{at}.pdf")
        end(site.db, site.settings, document, EncryptedPdf("it needs a password"))


def test_a_failed_document_says_why(site: Site):
    """A file that could not be read shows its code, what it means, and what the program said."""
    fail(site, 1)
    visit = site.visit()
    page = visit.get("/documents/1").text
    for words in ("encrypted-pdf", "请去掉密码，或用能打开它的程序另印成 PDF", "it needs a password"):
        assert words in page
    for path in ("/", "/documents", "/documents?state=failed&code=encrypted-pdf"):
        assert "有密码" in visit.get(path).text, path
    assert "没有符合条件" in visit.get("/documents?state=failed&code=too-large").text


CARRIES = {"zh": "其中带有未读取的内容：自评表.docx。", "en": "It carries what is not read: 自评表.docx."}


@pytest.mark.parametrize(("lang", "words"), CARRIES.items(), ids=CARRIES.keys())
def test_a_document_without_a_form_says_what_it_carries(site: Site, lang: str, words: str):
    """On its page and by the API, in the reader's language."""
    document = store(site.db, site.settings, "a", "a.pdf")
    end(site.db, site.settings, document, UnknownForm(without_form("自评表.docx")))
    visit = site.visit()
    assert words in visit.get(f"/documents/1?lang={lang}").text
    assert visit.get("/api/v1/documents/1").json["error"]["message"].endswith(words)


def test_the_start_page_leads_to_all_failures(site: Site):
    """It names the newest five files that failed, and leads to the others where there are more."""
    fail(site, 5)
    assert "查看全部" not in site.visit().get("/").text
    fail(site, 6)
    page = site.visit().get("/").text
    assert page.count('class="open"') == 5
    assert ALL_OF_THEM in page


def test_a_failed_document_is_read_again(site: Site):
    """A reviewer has it read again from its page or by the API; one that waits goes on."""
    fail(site, 1)
    auditor, reviewer = site.visit("auditor"), site.visit()
    assert "/documents/1/retry" not in auditor.get("/documents/1").text
    assert auditor.post("/documents/1/retry").status_code == 403
    assert auditor.save("/documents/1/retry", None).status_code == 403
    assert "/documents/1/retry" in reviewer.get("/documents/1").text
    page = reviewer.post("/documents/1/retry", follow_redirects=True).text
    assert "已排队重新读取" in page
    assert "encrypted-pdf" not in page
    assert reviewer.save("/documents/1/retry", None).json == {"documents": 0}
    assert "已排队" not in reviewer.post("/documents/1/retry", follow_redirects=True).text
    end(site.db, site.settings, 1, EncryptedPdf("still"))
    assert reviewer.save("/documents/1/retry", None).json == {"documents": 1}
    assert reviewer.save("/documents/2/retry", None).status_code == 404
