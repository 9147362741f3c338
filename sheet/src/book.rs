//! Workbooks: XLSX row by row, the others whole.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{Cursor, Read, SeekFrom};
use std::ops::ControlFlow;

use calamine::{
    CellErrorType, Data, DataRef, Dimensions, ExcelDateTime, Ods, Reader, Sheet, SheetType, SheetVisible, Xls,
    XlsError, Xlsb, Xlsx, XlsxError,
};
use chrono::{NaiveDate, NaiveDateTime};
use zip::ZipArchive;

use crate::{Cell, Form, Gate, Limits, Row, Source, Trouble, Wanted};

type Each<'a> = &'a mut dyn FnMut(Row) -> ControlFlow<()>;

/// Of the kinds that are read whole, a part of what may be unpacked: in memory they are larger.
const WHOLE: u64 = 4;
/// Excel's last day, 31.12.9999.
const LAST_DAY: f64 = 2_958_466.0;
/// Cells that one merged range is repeated to.
const LONGEST_MERGE: u32 = 10_000;
/// `EncryptedPackage`, as names stand in such a container.
const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

pub fn read_zipped(mut source: impl Source, wanted: &Wanted<'_>, each: Each<'_>) -> Result<Form, Trouble> {
    let (names, unpacked) = unpack(&mut source, wanted.limits)?;
    source.seek(SeekFrom::Start(0))?;
    let has = |name: &str| names.iter().any(|there| there.eq_ignore_ascii_case(name));
    let whole = wanted.limits.unpacked / WHOLE;
    if has("xl/workbook.xml") {
        return read_xlsx(Xlsx::new(source).map_err(of_xlsx)?, wanted, each);
    }
    if !has("xl/workbook.bin") && !has("content.xml") {
        return Err(Trouble::NotATable);
    }
    if unpacked > whole {
        return Err(Trouble::TooLarge { most: whole });
    }
    if has("xl/workbook.bin") {
        read_whole(&mut Xlsb::new(source).map_err(damaged)?, wanted, each)
    } else {
        read_whole(&mut Ods::new(source).map_err(damaged)?, wanted, each)
    }
}

pub fn read_old(mut source: impl Source, wanted: &Wanted<'_>, each: Each<'_>) -> Result<Form, Trouble> {
    let size = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(0))?;
    let most = wanted.limits.unpacked / WHOLE;
    if size > most {
        return Err(Trouble::TooLarge { most });
    }
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    // A new workbook with a password is an encrypted stream in a container of the old kind.
    if bytes.windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED) {
        return Err(Trouble::Locked);
    }
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Trouble::Locked,
        error => damaged(error),
    })?;
    read_whole(&mut book, wanted, each)
}

/// Unpacks everything once, to nowhere: what an archive says of its sizes need not be true.
fn unpack(source: &mut impl Source, limits: Limits) -> Result<(Vec<String>, u64), Trouble> {
    const FILES: usize = 4_000;
    let mut archive = ZipArchive::new(source).map_err(damaged)?;
    if archive.len() > FILES {
        return Err(Trouble::TooLarge { most: limits.unpacked });
    }
    let mut names = Vec::new();
    let mut unpacked = 0_u64;
    let mut buffer = vec![0; 64 << 10];
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(damaged)?;
        names.push(file.name().map_err(damaged)?.into_owned());
        loop {
            let read = file.read(&mut buffer).map_err(damaged)?;
            if read == 0 {
                break;
            }
            unpacked += u64::try_from(read).unwrap_or(u64::MAX);
            if unpacked > limits.unpacked {
                return Err(Trouble::TooLarge { most: limits.unpacked });
            }
        }
    }
    Ok((names, unpacked))
}

fn of_xlsx(error: XlsxError) -> Trouble {
    match error {
        XlsxError::Password => Trouble::Locked,
        error => damaged(error),
    }
}

fn damaged(error: impl Display) -> Trouble {
    Trouble::Damaged(error.to_string())
}

/// The sheets that people see, in their order.
fn shown(sheets: &[Sheet]) -> Vec<String> {
    sheets
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect()
}

/// The sheet that was asked for, or of those that people see one of a name that is looked for, or the fullest, the first
/// of equals.
fn chosen(
    sheets: &[Sheet],
    wanted: &Wanted<'_>,
    mut cells: impl FnMut(&str) -> Result<u64, Trouble>,
) -> Result<(String, Vec<String>), Trouble> {
    let there = shown(sheets);
    let name = if let Some(wanted) = wanted.sheet {
        let all = sheets.iter().map(|sheet| &sheet.name);
        let found = all.clone().find(|name| *name == wanted);
        let alike = || all.clone().find(|name| name.trim().eq_ignore_ascii_case(wanted.trim()));
        let Some(name) = found.or_else(alike) else {
            return Err(Trouble::NoSuchSheet {
                wanted: wanted.to_owned(),
                there,
            });
        };
        name.clone()
    } else if let [only] = there.as_slice() {
        only.clone()
    } else if let Some(named) = there.iter().find(|name| wanted.rather.contains(name)) {
        named.clone()
    } else {
        let mut fullest: Option<(u64, &String)> = None;
        for name in &there {
            let count = cells(name)?;
            if fullest.is_none_or(|(most, _)| count > most) {
                fullest = Some((count, name));
            }
        }
        fullest.map(|(_, name)| name.clone()).ok_or(Trouble::Empty)?
    };
    let others = there.into_iter().filter(|other| *other != name).collect();
    Ok((name, others))
}

fn read_xlsx<S: Source>(mut book: Xlsx<S>, wanted: &Wanted<'_>, each: Each<'_>) -> Result<Form, Trouble> {
    let sheets = book.sheets_metadata().to_vec();
    let (name, others) = chosen(&sheets, wanted, |name| {
        let mut cells = book.worksheet_cells_reader(name).map_err(of_xlsx)?;
        let mut count = 0;
        while let Some(cell) = cells.next_cell().map_err(of_xlsx)? {
            count += u64::from(!matches!(cell.get_value(), DataRef::Empty));
        }
        Ok(count)
    })?;
    let mut merged = Merged::new(book.merge_cells_by_sheet_name(&name).map_err(of_xlsx)?);
    let mut gate = Gate::new(wanted.limits, each);
    let mut cells = book.worksheet_cells_reader(&name).map_err(of_xlsx)?;
    let mut row: Option<(u32, Vec<Cell>)> = None;
    let mut stopped = false;
    while let Some(cell) = cells.next_cell().map_err(of_xlsx)? {
        let (line, column) = cell.get_position();
        if let Some((open, held)) = row.take() {
            if open == line {
                row = Some((open, held));
            } else if gate.row(u64::from(open) + 1, merged.filled(open, held))?.is_break() {
                stopped = true;
                break;
            }
        }
        let value = of_ref(cell.get_value());
        if value.is_empty() {
            continue;
        }
        let (_, held) = row.get_or_insert((line, Vec::new()));
        put(held, column, value, u64::from(line) + 1, wanted.limits)?;
    }
    if let (false, Some((open, held))) = (stopped, row) {
        // The last row: whether it was enough does not matter.
        let _enough = gate.row(u64::from(open) + 1, merged.filled(open, held))?;
    }
    Ok(Form {
        sheet: Some(name),
        others,
        ..Form::default()
    })
}

fn read_whole<S: Source, R: Reader<S>>(book: &mut R, wanted: &Wanted<'_>, each: Each<'_>) -> Result<Form, Trouble> {
    let sheets = book.sheets_metadata().to_vec();
    let (name, others) = chosen(&sheets, wanted, |name| {
        let range = book
            .worksheet_range(name)
            .map_err(|error| Trouble::Damaged(format!("{error:?}")))?;
        Ok(u64::try_from(range.used_cells().count()).unwrap_or(u64::MAX))
    })?;
    let range = book
        .worksheet_range(&name)
        .map_err(|error| Trouble::Damaged(format!("{error:?}")))?;
    let (first, left) = range.start().unwrap_or_default();
    let mut gate = Gate::new(wanted.limits, each);
    for (line, row) in (u64::from(first) + 1..).zip(range.rows()) {
        let mut cells = Vec::new();
        for (column, value) in (left..).zip(row) {
            let value = of_data(value);
            if !value.is_empty() {
                put(&mut cells, column, value, line, wanted.limits)?;
            }
        }
        if gate.row(line, cells)?.is_break() {
            break;
        }
    }
    Ok(Form {
        sheet: Some(name),
        others,
        ..Form::default()
    })
}

/// Puts a value at its column. Columns without a value are empty cells.
fn put(cells: &mut Vec<Cell>, column: u32, value: Cell, line: u64, limits: Limits) -> Result<(), Trouble> {
    let column = usize::try_from(column).unwrap_or(usize::MAX);
    if column >= limits.columns {
        return Err(Trouble::TooManyColumns {
            line,
            most: limits.columns,
        });
    }
    if column >= cells.len() {
        cells.resize(column + 1, Cell::Empty);
    }
    if let Some(cell) = cells.get_mut(column) {
        *cell = value;
    }
    Ok(())
}

/// Cells that were merged downwards: the value stands in the first, and is meant for each of the rows.
struct Merged {
    /// By the column, the ranges that are more than one row high.
    ranges: BTreeMap<u32, Vec<(u32, u32)>>,
    values: BTreeMap<u32, Cell>,
}

impl Merged {
    fn new(ranges: Vec<Dimensions>) -> Self {
        let mut merged = Self {
            ranges: BTreeMap::new(),
            values: BTreeMap::new(),
        };
        for Dimensions { start, end } in ranges {
            if end.0 > start.0 && end.0 - start.0 <= LONGEST_MERGE {
                merged.ranges.entry(start.1).or_default().push((start.0, end.0));
            }
        }
        merged
    }

    /// A row with what the merged cells above it say.
    fn filled(&mut self, line: u32, mut cells: Vec<Cell>) -> Vec<Cell> {
        for (column, ranges) in &self.ranges {
            let at = usize::try_from(*column).unwrap_or(usize::MAX);
            let Some((from, _)) = ranges.iter().find(|(from, to)| (*from..=*to).contains(&line)) else {
                continue;
            };
            if *from == line {
                self.values.insert(*column, cells.get(at).cloned().unwrap_or_default());
            } else if let (Some(value), None | Some(Cell::Empty)) = (self.values.get(column), cells.get(at)) {
                if at >= cells.len() {
                    cells.resize(at + 1, Cell::Empty);
                }
                if let Some(cell) = cells.get_mut(at) {
                    *cell = value.clone();
                }
            }
        }
        cells
    }
}

fn of_ref(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => Cell::number(*number),
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Bool(yes) => yes_or_no(*yes),
        DataRef::DateTime(at) => of_serial(*at),
        DataRef::DateTimeIso(text) => of_iso(text),
        DataRef::Error(error) => of_error(error),
        DataRef::Empty => Cell::Empty,
    }
}

fn of_data(value: &Data) -> Cell {
    match value {
        Data::Int(number) => Cell::Number(number.to_string()),
        Data::Float(number) => Cell::number(*number),
        Data::String(text) | Data::DurationIso(text) => Cell::text(text),
        Data::Bool(yes) => yes_or_no(*yes),
        Data::DateTime(at) => of_serial(*at),
        Data::DateTimeIso(text) => of_iso(text),
        Data::Error(error) => of_error(error),
        Data::Empty => Cell::Empty,
    }
}

fn yes_or_no(yes: bool) -> Cell {
    Cell::Text(if yes { "TRUE" } else { "FALSE" }.to_owned())
}

/// "#N/A" is shown as it is, so that whoever reads the row sees what stands there.
fn of_error(error: &CellErrorType) -> Cell {
    Cell::text(&error.to_string())
}

/// A day as spreadsheets count them, from 1900 or 1904.
fn of_serial(at: ExcelDateTime) -> Cell {
    let days = at.as_f64();
    let is_day = at.is_datetime() && (0.0..LAST_DAY).contains(&days);
    match is_day.then(|| at.as_datetime()).flatten() {
        Some(at) => Cell::Moment(whole_seconds(at)),
        None => Cell::number(days),
    }
}

/// Spreadsheets keep times as parts of a day, which are off by some milliseconds.
fn whole_seconds(at: NaiveDateTime) -> NaiveDateTime {
    let rounded = at + chrono::TimeDelta::milliseconds(500);
    let off = chrono::Timelike::nanosecond(&rounded);
    rounded - chrono::TimeDelta::nanoseconds(i64::from(off))
}

fn of_iso(text: &str) -> Cell {
    let moment = text.parse::<NaiveDateTime>().ok();
    let day = || text.parse::<NaiveDate>().ok().and_then(|day| day.and_hms_opt(0, 0, 0));
    moment.or_else(day).map_or_else(|| Cell::text(text), Cell::Moment)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rust_xlsxwriter::{Format, Formula, Workbook};
    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::*;

    fn of_sheet(bytes: &[u8], sheet: Option<&str>, limits: Limits) -> Result<(Form, Vec<Row>), Trouble> {
        let wanted = Wanted {
            limits,
            sheet,
            rather: &[],
            country: None,
        };
        let mut rows = Vec::new();
        let form = crate::read(Cursor::new(bytes.to_vec()), &wanted, &mut |row| {
            rows.push(row);
            ControlFlow::Continue(())
        })?;
        Ok((form, rows))
    }

    #[test]
    fn a_sheet_of_a_name_that_is_looked_for_is_taken_before_a_fuller_one() {
        let mut book = Workbook::new();
        let few = book.add_worksheet().set_name("会员").unwrap();
        few.write_string(0, 0, "Anna").unwrap();
        let many = book.add_worksheet().set_name("Orders").unwrap();
        many.write_row(0, 0, ["Mug", "Pot", "Cup"]).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let sheet_of = |rather: &[String]| {
            let wanted = Wanted {
                limits: Limits::SENT,
                sheet: None,
                rather,
                country: None,
            };
            let read = crate::read(Cursor::new(bytes.clone()), &wanted, &mut |_| ControlFlow::Continue(()));
            read.unwrap().sheet
        };

        assert_eq!(sheet_of(&["Members".into(), "会员".into()]).as_deref(), Some("会员"));
        assert_eq!(sheet_of(&["Members".into()]).as_deref(), Some("Orders"));
    }

    fn rows(bytes: &[u8]) -> Vec<(u64, Vec<String>)> {
        let (_, rows) = of_sheet(bytes, None, Limits::SENT).unwrap();
        rows.into_iter()
            .map(|row| (row.line, row.cells.iter().map(Cell::shown).collect()))
            .collect()
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in files {
            zip.start_file(*name, packed).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_workbook_is_read_as_people_keep_it() {
        let mut book = Workbook::new();
        let dates = Format::new().set_num_format("dd/mm/yyyy");
        let sheet = book.add_worksheet();
        sheet
            .merge_range(0, 0, 0, 3, "Our customers 2026", &Format::new())
            .unwrap();
        sheet.write_row(2, 0, ["Name", "Phone", "Born", "Points"]).unwrap();
        sheet.write_string(3, 0, "Anna").unwrap();
        sheet.write_number(3, 1, 628_123_456_789.0).unwrap();
        sheet
            .write_datetime_with_format(3, 2, day(1990, 2, 28), &dates)
            .unwrap();
        sheet
            .write_formula(3, 3, Formula::new("=60*2").set_result("120"))
            .unwrap();
        sheet.write_string(5, 0, "Bo").unwrap();
        sheet.write_number(5, 3, 7.5).unwrap();

        let read = rows(&book.save_to_buffer().unwrap());

        assert_eq!(
            read,
            [
                row(1, &["Our customers 2026"]),
                row(3, &["Name", "Phone", "Born", "Points"]),
                row(4, &["Anna", "628123456789", "1990-02-28", "120"]),
                row(6, &["Bo", "", "", "7.5"]),
            ]
        );
    }

    #[test]
    fn what_was_merged_downwards_is_said_of_each_row() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["Tier", "Name"]).unwrap();
        sheet.merge_range(1, 0, 3, 0, "Gold", &Format::new()).unwrap();
        for (line, name) in [(1, "Anna"), (2, "Bo"), (3, "Cy"), (4, "Di")] {
            sheet.write_string(line, 1, name).unwrap();
        }

        let read = rows(&book.save_to_buffer().unwrap());

        assert_eq!(
            read[1..],
            [
                row(2, &["Gold", "Anna"]),
                row(3, &["Gold", "Bo"]),
                row(4, &["Gold", "Cy"]),
                row(5, &["", "Di"]),
            ]
        );
    }

    #[test]
    fn the_fullest_sheet_that_people_see_is_read_unless_another_is_asked_for() {
        let mut book = Workbook::new();
        book.add_worksheet()
            .set_name("Notes")
            .unwrap()
            .write(0, 0, "hi")
            .unwrap();
        let members = book.add_worksheet().set_name("Members").unwrap();
        members.write_column(0, 0, ["Name", "Anna", "Bo"]).unwrap();
        let hidden = book.add_worksheet().set_name("Old").unwrap().set_hidden(true);
        hidden.write_column(0, 0, ["Name", "x", "y", "z", "q"]).unwrap();
        let bytes = book.save_to_buffer().unwrap();

        let (form, read) = of_sheet(&bytes, None, Limits::SENT).unwrap();
        let (asked, _) = of_sheet(&bytes, Some("old "), Limits::SENT).unwrap();
        let none = of_sheet(&bytes, Some("Orders"), Limits::SENT).unwrap_err();

        assert_eq!(
            (form.sheet.as_deref(), form.others),
            (Some("Members"), vec!["Notes".to_owned()])
        );
        assert_eq!(read.len(), 3);
        assert_eq!(asked.sheet.as_deref(), Some("Old"));
        assert_eq!(
            none.to_string(),
            "there is no sheet named \"Orders\"; there are: Notes, Members"
        );
    }

    #[test]
    fn a_day_is_the_same_from_1900_and_from_1904() {
        use calamine::ExcelDateTimeType::DateTime;

        let at = |days, from_1904| of_serial(ExcelDateTime::new(days, DateTime, from_1904));

        assert_eq!(at(45_000.0, false).shown(), "2023-03-15");
        assert_eq!(at(43_538.0, true).shown(), "2023-03-15");
        assert_eq!(at(45_000.75, false).shown(), "2023-03-15 18:00:00");
        assert_eq!(at(-1e300, false), Cell::number(-1e300));
    }

    #[test]
    fn the_table_of_an_open_document_is_read() {
        let content = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
 <office:body><office:spreadsheet><table:table table:name="Sheet1">
  <table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Born</text:p></table:table-cell></table:table-row>
  <table:table-row><table:table-cell office:value-type="string"><text:p>Anna</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="1990-02-28"><text:p>28.02.90</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>
  <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
 </table:table></office:spreadsheet></office:body></office:document-content>"#;
        let bytes = zipped(&[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content.as_bytes()),
            (
                "META-INF/manifest.xml",
                br#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#,
            ),
        ]);

        assert_eq!(
            rows(&bytes),
            [row(1, &["Name", "Born"]), row(2, &["Anna", "1990-02-28"])]
        );
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let zeros = vec![b'0'; 4 << 20];
        let bomb = zipped(&[("xl/workbook.xml", &zeros), ("xl/worksheets/sheet1.xml", &zeros)]);
        let limits = Limits {
            unpacked: 5 << 20,
            ..Limits::SENT
        };

        assert!(bomb.len() < 64 << 10);
        assert!(matches!(of_sheet(&bomb, None, limits), Err(Trouble::TooLarge { .. })));
    }

    #[test]
    fn what_only_looks_like_a_workbook_is_said_to_be_none() {
        let letter = zipped(&[("word/document.xml", b"<w/>")]);
        let broken = zipped(&[("xl/workbook.xml", b"<workbook")]);
        let locked = [&[0xd0, 0xcf, 0x11, 0xe0][..], &[0; 600], ENCRYPTED, &[0; 600]].concat();
        let old = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();

        assert!(matches!(of_sheet(&letter, None, Limits::SENT), Err(Trouble::NotATable)));
        assert!(matches!(
            of_sheet(&broken, None, Limits::SENT),
            Err(Trouble::Damaged(_))
        ));
        assert!(of_sheet(b"PK\x03\x04 and nothing more", None, Limits::SENT).is_err());
        assert!(matches!(of_sheet(&old, None, Limits::SENT), Err(Trouble::Damaged(_))));
        assert!(matches!(of_sheet(&locked, None, Limits::SENT), Err(Trouble::Locked)));
    }
}
