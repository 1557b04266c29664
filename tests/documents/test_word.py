import docx
import pytest

from colloquist.documents import read


@pytest.fixture
def document():
    return docx.Document()


def test_styles_give_title_sections_and_lists(write, document, prose):
    document.core_properties.title = "Template 7"
    document.core_properties.keywords = "water, heat"
    document.add_heading("Kettles", 0)
    document.add_heading("Boiling", 1)
    document.add_paragraph(prose(3))
    document.add_paragraph("Fill it.", style="List Bullet")
    document.add_paragraph("Heat it.", style="List Number")
    document.save(write("a.docx", b""))
    (snippet,) = read("a.docx")
    assert (snippet.title, snippet.place.section, snippet.tags) == ("Kettles", ("Boiling",), ("water", "heat"))
    assert snippet.text == f"{prose(3)}\n\n- Fill it.\n- Heat it."


def test_the_title_in_the_properties_serves_where_the_text_has_none(write, document, prose):
    document.core_properties.title = "On kettles"
    document.add_paragraph(prose(3))
    document.save(write("a.docx", b""))
    assert next(read("a.docx")).title == "On kettles"


def test_tables_are_rows_of_text_with_merged_cells_once(write, document, prose):
    document.add_paragraph(prose(3))
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Water", "Minutes"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "no data"
    document.save(write("a.docx", b""))
    assert next(read("a.docx")).text.endswith("| Water | Minutes |\n| --- | --- |\n| no data |")


def test_powers_are_not_mistaken_for_figures(write, document, prose):
    paragraph = document.add_paragraph(prose(2) + " It takes 10")
    paragraph.add_run("14").font.superscript = True
    paragraph.add_run(" joules of H")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run("O.")
    document.save(write("a.docx", b""))
    assert next(read("a.docx")).text.endswith("It takes 10¹⁴ joules of H₂O.")


def test_an_empty_document_is_reported(write, document):
    document.save(write("a.docx", b""))
    assert [str(fault) for fault in read("a.docx")] == ["a.docx: it is empty"]
