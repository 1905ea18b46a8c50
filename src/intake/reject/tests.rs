//! The file of refused rows, cell by cell.

use super::*;
use crate::model::table::people;

#[test]
fn the_file_of_refused_rows_opens_as_text_and_computes_nothing() {
    let mut file = Vec::new();
    let mut rejects = Rejects::new(Some(&mut file));
    let source = rejects.source("=people.csv");
    let column = &Table::People.spec().columns[people::CAPACITY];
    let reason = Reason::Integer { max: 9 };
    rejects.push(Table::People, Reject::cell(source, 2, column, "-5".as_bytes(), reason.clone()));
    rejects.push(Table::People, Reject::cell(source, 3, column, "＝1+1".as_bytes(), reason));
    let text = String::from_utf8(file).unwrap();
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap().lines().collect();
    assert_eq!(lines[0], "file,line,column,value,reason");
    assert_eq!(lines[1], "'=people.csv,2,capacity,'-5,not a whole number from 0 to 9");
    assert_eq!(lines[2], "'=people.csv,3,capacity,'＝1+1,not a whole number from 0 to 9");
}

#[test]
fn a_row_of_several_faults_is_one_row_and_names_each() {
    let mut file = Vec::new();
    let mut rejects = Rejects::new(Some(&mut file));
    let source = rejects.source("people.csv");
    let columns = Table::People.spec().columns;
    let faults = vec![
        Fault::cell(&columns[people::KIND], b"", Reason::Empty),
        Fault::cell(&columns[people::CAPACITY], b"x", Reason::Integer { max: 9 }),
    ];
    rejects.push(Table::People, Reject::all(source, 4, faults).unwrap());
    assert_eq!((rejects.count(), rejects.shown().len()), (1, 1));
    let text = String::from_utf8(file).unwrap();
    assert_eq!(
        text.lines().nth(1),
        Some(
            "people.csv,4,kind; capacity,; x,kind: must not be empty; capacity: not a whole number from 0 to 9"
        )
    );
    assert_eq!(Reject::all(source, 4, Vec::new()), None);
}
