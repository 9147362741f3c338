//! Indonesian phrases.

use super::*;

const PHRASES: &[Row] = &[
    // Days.
    ("besok", "2026-12-03", ""),
    ("Besok telepon Bu Sari", "2026-12-03", "telepon Bu Sari"),
    ("bsk", "2026-12-03", ""),
    ("hari ini", "2026-12-02", ""),
    ("lusa", "2026-12-04", ""),
    ("besok lusa", "2026-12-04", ""),
    ("tulat", "2026-12-05", ""),
    ("sampai Jumat", "2026-12-04", ""),
    // Days with hours.
    ("besok jam 10", "2026-12-03 10:00", ""),
    (
        "besok jam 10 telepon soal sepatu",
        "2026-12-03 10:00",
        "telepon soal sepatu",
    ),
    ("besok jam10", "2026-12-03 10:00", ""),
    ("besok pukul 14.30", "2026-12-03 14:30", ""),
    ("besok 14.30 ukur", "2026-12-03 14:30", "ukur"),
    ("besok 10.12", "2026-12-03 10:12", ""),
    ("besok jam 2", "2026-12-03 14:00", ""),
    ("besok jam 2 siang", "2026-12-03 14:00", ""),
    ("besok 2 siang", "2026-12-03 14:00", ""),
    ("besok jam 11 siang", "2026-12-03 11:00", ""),
    ("besok jam 4 sore", "2026-12-03 16:00", ""),
    ("besok jam 7 malam", "2026-12-03 19:00", ""),
    ("besok jam setengah tiga", "2026-12-03 14:30", ""),
    ("besok setengah 3", "2026-12-03 14:30", ""),
    ("besok jam setengah sepuluh pagi", "2026-12-03 09:30", ""),
    ("besok jam sepuluh", "2026-12-03 10:00", ""),
    ("besok jam dua belas", "2026-12-03 12:00", ""),
    ("besok jam 3 lewat 15", "2026-12-03 15:15", ""),
    ("besok jam 3 kurang seperempat", "2026-12-03 14:45", ""),
    ("besok jam 5 subuh", "2026-12-03 05:00", ""),
    ("besok pukul 10 WIB, ukur", "2026-12-03 10:00", "ukur"),
    ("jam 10 besok", "2026-12-03 10:00", ""),
    ("jam 10 hari Jumat", "2026-12-04 10:00", ""),
    // Parts of the day.
    ("besok pagi", "2026-12-03 09:00", ""),
    ("besok siang", "2026-12-03 12:00", ""),
    ("besok sore", "2026-12-03 15:00", ""),
    ("besok malam", "2026-12-03 20:00", ""),
    ("nanti malam", "2026-12-02 20:00", ""),
    ("nanti sore telepon", "2026-12-02 15:00", "telepon"),
    ("sore ini", "2026-12-02 15:00", ""),
    ("malam ini jam 8", "2026-12-02 20:00", ""),
    ("nanti jam 3", "2026-12-02 15:00", ""),
    ("malam Minggu", "2026-12-05 20:00", ""),
    ("Minggu malam", "2026-12-06 20:00", ""),
    // Times alone.
    ("jam 3", "2026-12-02 15:00", ""),
    ("jam 9", "2026-12-03 09:00", ""),
    ("jam setengah tiga", "2026-12-02 14:30", ""),
    ("pukul 14.30", "2026-12-02 14:30", ""),
    ("pkl 14.30", "2026-12-02 14:30", ""),
    ("14.30 telepon", "2026-12-02 14:30", "telepon"),
    ("10.30", "2026-12-02 10:30", ""),
    ("15:30", "2026-12-02 15:30", ""),
    ("9 pagi", "2026-12-03 09:00", ""),
    ("tengah malam", "2026-12-03 00:00", ""),
    // Weekdays.
    ("Jumat", "2026-12-04", ""),
    ("jum’at", "2026-12-04", ""),
    ("hari Jumat jam 2 siang", "2026-12-04 14:00", ""),
    ("Minggu", "2026-12-06", ""),
    ("Minggu jam 10", "2026-12-06 10:00", ""),
    ("hari Minggu", "2026-12-06", ""),
    ("hari Minggu depan", "2026-12-13", ""),
    ("Rabu", "2026-12-09", ""),
    ("Senin depan", "2026-12-07", ""),
    ("Jumat minggu depan", "2026-12-11", ""),
    ("Jumat ini", "2026-12-04", ""),
    ("minggu depan", "2026-12-07", ""),
    ("minggu depan hari Jumat", "2026-12-11", ""),
    ("pekan depan", "2026-12-07", ""),
    ("akhir pekan", "2026-12-05", ""),
    ("akhir pekan depan", "2026-12-12", ""),
    // Lengths of time.
    ("2 minggu lagi", "2026-12-16", ""),
    ("dua minggu lagi telepon", "2026-12-16", "telepon"),
    ("3 hari lagi", "2026-12-05", ""),
    ("3 hari lagi jam 9", "2026-12-05 09:00", ""),
    ("setengah jam lagi", "2026-12-02 10:30", ""),
    ("sejam lagi", "2026-12-02 11:00", ""),
    ("satu setengah jam lagi", "2026-12-02 11:30", ""),
    ("1,5 jam lagi", "2026-12-02 11:30", ""),
    ("satu jam setengah lagi", "2026-12-02 11:30", ""),
    ("1 jam 20 menit lagi", "2026-12-02 11:20", ""),
    ("30 menit lagi", "2026-12-02 10:30", ""),
    ("seminggu lagi", "2026-12-09", ""),
    ("sebulan lagi", "2027-01-02", ""),
    ("dalam 2 hari", "2026-12-04", ""),
    ("lagi 2 hari", "2026-12-04", ""),
    ("beberapa hari lagi", "2026-12-05", ""),
    // Dates.
    ("tanggal 5", "2026-12-05", ""),
    ("tgl 5 jam 10", "2026-12-05 10:00", ""),
    ("tanggal 5 Januari", "2027-01-05", ""),
    ("tanggal 5 bulan depan", "2027-01-05", ""),
    ("bulan depan tanggal 5", "2027-01-05", ""),
    ("5 Desember", "2026-12-05", ""),
    ("5 Des 2026 pukul 09.00", "2026-12-05 09:00", ""),
    ("Sabtu, 5 Desember", "2026-12-05", ""),
    ("5/12", "2026-12-05", ""),
    ("5/12/2026", "2026-12-05", ""),
    ("5-12-2026", "2026-12-05", ""),
    ("5.12.2026", "2026-12-05", ""),
    ("12.12.", "2026-12-12", ""),
    ("akhir bulan", "2026-12-31", ""),
    ("akhir bulan depan", "2027-01-31", ""),
    ("awal bulan", "2027-01-01", ""),
    ("akhir Februari", "2027-02-28", ""),
    ("bulan depan", "2027-01-01", ""),
    ("akhir tahun", "2026-12-31", ""),
    ("tahun depan", "2027-01-01", ""),
    // Other languages.
    ("tomorrow jam 10", "2026-12-03 10:00", ""),
    ("besok 3pm", "2026-12-03 15:00", ""),
    ("Jumat 下午3点", "2026-12-04 15:00", ""),
    // Spans, and hours that are not exact.
    ("besok jam 8-10 ukur", "2026-12-03 08:00", "jam 8-10 ukur"),
    ("besok sekitar jam 10", "2026-12-03 10:00", ""),
    ("14.30 WIB ukur", "2026-12-02 14:30", "ukur"),
    ("7 malam", "2026-12-02 19:00", ""),
    // What else people say.
    ("tanggal lima", "2026-12-05", ""),
    ("akhir tahun depan", "2027-12-31", ""),
    ("Sabtu besok", "2026-12-05", ""),
    ("paling lambat Jumat", "2026-12-04", ""),
    ("untuk besok", "2026-12-03", ""),
    ("2 minggu lagi hari Jumat", "2026-12-18", ""),
];

const REFUSED: &[Row] = &[
    ("kemarin", "past", ""),
    ("kemarin sore beli sepatu", "past", "beli sepatu"),
    ("minggu lalu", "past", ""),
    ("Jumat lalu", "past", ""),
    ("bulan lalu", "past", ""),
    ("tadi pagi", "past", ""),
    ("2 hari yang lalu", "past", ""),
    ("hari ini jam 9", "past", ""),
    ("Senin ini", "past", ""),
    ("5 Desember 2025", "past", ""),
    ("31.2.", "no such day", ""),
    ("31/2", "no such day", ""),
    ("30 Februari", "no such day", ""),
    ("tanggal 32", "no such day", ""),
    ("besok jam 25", "no such day", ""),
    ("besok jam 10.75", "no such day", ""),
    ("25:00", "no such day", ""),
    ("3 tahun lagi", "too far", ""),
    ("5 Desember 2030", "too far", ""),
    ("10.12 telepon", "2026-12-02 10:12 or 2026-12-10", "telepon"),
    ("Jumat 5 Desember", "2026-12-05 or 2026-12-04", ""),
    ("", "nothing", ""),
    ("telepon besok", "nothing", ""),
    ("pagi kak", "nothing", ""),
    ("malam", "nothing", ""),
    ("jam tangan", "nothing", ""),
    ("sepatu 2 pasang", "nothing", ""),
    ("2 malam menginap", "nothing", ""),
    ("2 pasang sepatu", "nothing", ""),
    ("10 persen", "nothing", ""),
    ("2 minggu", "nothing", ""),
    ("nanti saja", "nothing", ""),
    ("setengah harga", "nothing", ""),
    ("akhirnya datang", "nothing", ""),
    ("Desember", "nothing", ""),
    ("lagi sibuk", "nothing", ""),
    ("hari libur", "nothing", ""),
    ("bulan madu", "nothing", ""),
    ("dalam toko", "nothing", ""),
    ("2,5 kg", "nothing", ""),
    ("awal bulan ini", "past", ""),
    ("besok atau lusa", "2026-12-03 or 2026-12-04", ""),
    ("Jumat atau Sabtu jam 10", "2026-12-04 10:00 or 2026-12-05 10:00", ""),
];

#[test]
fn indonesian_phrases_are_read() {
    read_all(PHRASES, Lang::Id, NOW);
    assert!(PHRASES.len() >= 70);
}

#[test]
fn what_is_no_moment_in_indonesian_is_refused() {
    read_all(REFUSED, Lang::Id, NOW);
}

#[test]
fn whoever_reads_in_another_language_may_type_indonesian() {
    // What dots and slashes mean hangs on the reader.
    let clear: Vec<Row> = PHRASES
        .iter()
        .copied()
        .filter(|(typed, ..)| {
            !typed.starts_with("5/12") && !matches!(*typed, "5-12-2026" | "10.30" | "14.30 telepon" | "14.30 WIB ukur")
        })
        .collect();
    for lang in [Lang::En, Lang::ZhCn] {
        read_all(&clear, lang, NOW);
    }
}
