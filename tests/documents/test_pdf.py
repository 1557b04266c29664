import pypdf
import pytest

from colloquist.documents import read

LINES = [
    "A kettle is a vessel in which water is brought to the boil, and it has",
    "a spout through which the steam leaves. The first ones were made of ham-",
    "mered iron, and well-known makers sold them by the thousand. Some are well-",
    "known to this day.",
    "How they boil",
    "The heat enters through the floor of the vessel and rises with the water.",
    "Hot water is lighter than cold water.",
]


def test_lines_become_paragraphs_and_words_at_line_ends_are_made_whole(write_pdf):
    write_pdf("a.pdf", [LINES], title="On kettles")
    (snippet,) = read("a.pdf")
    assert (snippet.title, snippet.place.section, snippet.place.page) == ("On kettles", ("How they boil",), 1)
    assert "made of hammered iron, and well-known makers sold" in snippet.text
    assert "Some are well-known to this day.\n\nThe heat enters" in snippet.text


def test_page_numbers_and_running_heads_are_dropped_and_paragraphs_run_on(write_pdf):
    body = [line for line in LINES if line != "How they boil"][:6]
    pages = [["The Kettle Review", *body[at : at + 2], f"Page {at + 1} of 3"] for at in range(0, 6, 2)]
    write_pdf("a.pdf", pages)
    (snippet,) = read("a.pdf")
    assert "Review" not in snippet.text
    assert "Page" not in snippet.text
    assert "made of hammered iron" in snippet.text


def test_a_snippet_knows_the_page_it_begins_on(write_pdf, prose):
    pages = [[s + "." for s in prose(12, about)[:-1].split(". ")] for about in ("kettle", "pot")]
    write_pdf("a.pdf", pages)
    assert [s.place.page for s in read("a.pdf", words=120)] == [1, 2]


def test_a_pdf_without_a_title_takes_its_first_heading_or_its_name(write_pdf):
    write_pdf("a.pdf", [["On kettles", *LINES[:4]]])
    write_pdf("b.pdf", [LINES[:4]], title="Microsoft Word - b.docx")
    assert [s.title for s in read(["a.pdf", "b.pdf"])] == ["On kettles", "b"]


def test_rows_of_short_lines_stay_lines(write_pdf):
    rows = ["Country Capital", "Austria Vienna", "Belgium Brussels", "Denmark Copenhagen"]
    write_pdf("a.pdf", [[*LINES[:4], *rows]])
    assert next(read("a.pdf")).text.endswith("\n\n" + "\n".join(rows))


def test_an_encrypted_pdf_is_reported_by_name(write_pdf):
    write_pdf("plain.pdf", [LINES])
    writer = pypdf.PdfWriter(clone_from="plain.pdf")
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write("locked.pdf")
    (fault,) = read("locked.pdf")
    assert str(fault) == "locked.pdf: it is encrypted: save a copy without a password"


def test_a_pdf_that_only_its_owner_may_change_is_read(write_pdf):
    write_pdf("plain.pdf", [LINES])
    writer = pypdf.PdfWriter(clone_from="plain.pdf")
    writer.encrypt("", owner_password="secret", algorithm="RC4-128")
    writer.write("open.pdf")
    assert "kettle" in next(read("open.pdf")).text


@pytest.mark.parametrize("pages", [[[]], [[], []]])
def test_a_scan_is_reported_and_told_what_to_do(write_pdf, pages):
    write_pdf("scan.pdf", pages)
    (fault,) = read("scan.pdf")
    assert fault.reason.startswith(f"no text on its {len(pages)} pages: if it is a scan")


def test_a_truncated_pdf_is_reported(write_pdf, write):
    write_pdf("a.pdf", [LINES])
    with open("a.pdf", "rb") as file:
        write("cut.pdf", file.read()[:200])
    (fault,) = read("cut.pdf")
    assert fault.source == "cut.pdf"
