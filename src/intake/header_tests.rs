//! Headers as they come: of forms, with columns too many, and rows that are none.

use super::*;

fn fit_text(header: &str, table: Option<Table>) -> Result<Header, HeaderError> {
    fit(&header.split(',').map(str::as_bytes).collect::<Vec<_>>(), table, Origin::Text)
}

#[test]
fn the_stem_names_the_table() {
    assert_eq!(table_of_stem("handoffs-2025"), Some(Table::Handoffs));
    assert_eq!(table_of_stem("Cases"), Some(Table::Cases));
    assert_eq!(table_of_stem("行政区划"), Some(Table::Divisions));
    assert_eq!(table_of_stem("case_events_2025"), Some(Table::CaseEvents));
    for stem in ["案件2025年", "2025年案件", "案件（新）", "案件台账", "CASES_7"] {
        assert_eq!(table_of_stem(stem), Some(Table::Cases), "{stem}");
    }
    assert_eq!((table_of_stem("jilin"), table_of_stem("2025"), table_of_stem("")), (None, None, None));
}

#[test]
fn a_header_finds_the_only_table_that_it_fits() {
    let header = fit_text("code,parent_code,level,name", None).unwrap();
    assert_eq!((header.table, header.cell_of_column[1]), (Table::Divisions, Some(1)));
    assert_eq!(
        fit_text("名称,区划代码,级别", None).unwrap().cell_of_column[..4],
        [Some(1), None, Some(2), Some(0)]
    );
    assert_eq!(fit_text("village_code,case_id", None), Err(HeaderError::NoTable));
}

#[test]
fn no_name_means_two_columns_or_two_tables() {
    for table in Table::ALL {
        let spec = table.spec();
        for column in spec.columns {
            for name in column.aliases.iter().chain([&column.name]) {
                let named = spec.columns.iter().filter(|c| is_name_of(name, c)).count();
                assert_eq!(named, 1, "{table}: {name}");
                assert_eq!(bare(&format!("*{name}（必填）")), *name);
            }
        }
        for name in spec.aliases.iter().chain([&spec.name, &spec.name_zh]) {
            assert_eq!(Table::parse(name), Some(table), "{name}");
        }
    }
}

#[test]
fn headers_of_forms_are_read() {
    let header = fit_text("*案 号,案件\n编号（必填）", Some(Table::Cases));
    assert_eq!(header, Err(HeaderError::Twice { name: "id".to_owned() }));
}

#[test]
fn what_is_wrong_with_a_header_is_named() {
    let people = Some(Table::People);
    assert_eq!(fit_text("id,id,kind", people), Err(HeaderError::Twice { name: "id".to_owned() }));
    assert_eq!(fit_text("编号，类型", people), Err(HeaderError::Separator { found: '，' }));
    assert!(matches!(fit_text("id", people), Err(HeaderError::Missing { name: "kind", .. })));
    let error = fit_text("id,kind,capcity", people).unwrap_err();
    assert_eq!(
        error.to_string(),
        "table `people` has no column `capcity` (did you mean `capacity`?); rename or remove it (it may also \
         have: name, agency_id, title, capacity, team, valid_from, valid_to, stars, stars_basis)"
    );
    let parties = fit_text("c1,p1,王小明", Some(Table::Parties)).unwrap_err().to_string();
    assert!(!parties.contains('王') && parties.contains("#1"), "{parties}");
    let wide = vec![&b"x"[..]; 10_000];
    assert_eq!(fit(&wide, None, Origin::Text), Err(HeaderError::TooManyColumns { found: 10_000 }));
}

#[test]
fn every_unknown_column_is_named_with_what_is_near() {
    let error =
        fit_text("案件编号,村代码,案件类型,受理日期,办理情况,办结日", Some(Table::Cases)).unwrap_err();
    let (mut unknown, mut free) = (Vec::new(), Vec::new());
    if let HeaderError::UnknownColumns { unknown: all, free: others, .. } = &error {
        (unknown, free) = (all.clone(), others.clone());
    }
    let names: Vec<&str> = unknown.iter().map(|u| u.name.as_str()).collect();
    assert!(names.contains(&"办理情况"), "{error}");
    assert!(unknown.iter().any(|u| u.name == "办结日" && u.near.first() == Some(&"closed_at")), "{error}");
    assert!(free.contains(&"channel") && !free.contains(&"kind"), "{free:?}");
    // Without the name of any column the row may be no header.
    let row = fit_text("c9,王小明,138", Some(Table::Cases)).unwrap_err().to_string();
    assert!(!row.contains('王') && row.contains("`#2`"), "{row}");
    let near_a_column = fit_text("c9,p1,王名,138", Some(Table::Parties)).unwrap_err().to_string();
    assert!(!near_a_column.contains('王'), "{near_a_column}");
    let near_in_letters = fit_text("c9,p1,Nam,138", Some(Table::Parties)).unwrap_err().to_string();
    assert!(!near_in_letters.contains("Nam"), "{near_in_letters}");
}

#[test]
fn what_decorates_a_sheet_is_passed_over() {
    let over = |header: &str, table| {
        let header = fit_text(header, Some(table)).unwrap();
        header.passed_over.into_iter().map(|p| (p.cell, p.name)).collect::<Vec<_>>()
    };
    let beside = |cell: usize, name: &str| (cell, name.to_owned());
    assert_eq!(
        over("序号,id,kind,,Remark", Table::People),
        [beside(0, "序号"), beside(3, ""), beside(4, "Remark")]
    );
    // What a table has is taken, unless another column is that as well.
    assert_eq!(over("case_id,序号,from_agency,to_agency,sent_at", Table::Handoffs), []);
    let both = "序号,case_id,流转序号,from_agency,to_agency,sent_at";
    assert_eq!(over(both, Table::Handoffs), [beside(0, "序号")]);
    let found = fit_text("序号,code,level,name,备注", None).unwrap();
    assert_eq!((found.table, found.cell_of_column[0]), (Table::Divisions, Some(1)));
    assert!(fit_text("id,kind,经办意见", Some(Table::People)).is_err());
}

/// A cell of a row may be the same word as some other name of a column.
#[test]
fn one_cell_that_is_a_name_of_a_column_makes_no_row_a_header() {
    let rows = [
        (Table::Parties, "c1,当事人,孙某,13900000000"),
        (Table::Parties, "当事人,孙某"),
        (Table::Assignments, "p1,责任人,2026-01-01,孙某一案的依据"),
        (Table::Assignments, "p1,111,,,人员,2026-01-01,,孙某一案的依据"),
        (Table::Screenings, "活动,111,2026-01-01,3,孙某"),
    ];
    for (table, row) in rows {
        let told = fit_text(row, Some(table)).unwrap_err().to_string();
        assert!(!told.contains('孙') && !told.contains("139") && told.contains("`#"), "{row}: {told}");
    }
    let shown = [
        // Half of the cells, and a required column with another among many cells.
        (Table::Parties, "姓名,电话,住址,单位"),
        (Table::Parties, "案件编号,姓名,住址,甲,乙,丙,丁"),
        // Nothing of the table is sealed.
        (Table::Agencies, "甲,乙,住址"),
    ];
    for (table, row) in shown {
        let told = fit_text(row, Some(table)).unwrap_err().to_string();
        assert!(told.contains("`住址`"), "{row}: {told}");
    }
    let few = fit_text("姓名,电话,住址,甲,乙", Some(Table::Parties)).unwrap_err().to_string();
    assert!(few.contains("`#3`") && !few.contains("住址"), "less than half, and none is required: {few}");
}

#[test]
fn of_a_table_whose_columns_are_all_there_none_is_offered() {
    let told = fit_text("id,agency_id,capacity,extra", Some(Table::Mediators)).unwrap_err().to_string();
    assert_eq!(
        told,
        "table `mediators` has no column `extra`; remove it, since the file has every column of the table"
    );
}

#[test]
fn columns_of_a_sheet_are_told_by_their_letters_wherever_it_begins() {
    let on_sheet = |header: &str| {
        let cells: Vec<&[u8]> = header.split(',').map(str::as_bytes).collect();
        fit(&cells, Some(Table::Parties), Origin::Sheet { left: 1 })
    };
    let header = on_sheet("case_id,ref,,name").unwrap();
    let (position, nameless) = (&header.passed_over[0].position, header.nameless().collect::<Vec<_>>());
    assert_eq!((position.number, position.to_string(), nameless), (4, "D".to_owned(), vec![2]));
    let told = on_sheet("c1,p1,孙某").unwrap_err().to_string();
    assert!(told.contains("`#B`, `#C`, `#D`"), "{told}");
}
