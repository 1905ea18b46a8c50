//! Audit records that name a case which is hidden from whoever reads them.

use actix_web::http::StatusCode;

use crate::api::testing::Fixture;

#[actix_web::test]
async fn records_that_name_a_hidden_case_are_left_out_without_a_trace() {
    let fixture = Fixture::new();
    // c4 complains against the unit of auditor11.
    for case in ["c4", "c1"] {
        let answer = fixture.get("sup", &format!("/cases/{case}/events?texts=open")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    let subjects = async |account: &str, query: &str| {
        let page = fixture.get(account, &format!("/audit?action=texts_read{query}")).await.json();
        let items = page["items"].as_array().unwrap().clone();
        let subjects: Vec<String> =
            items.iter().map(|item| item["subject"].as_str().unwrap().to_owned()).collect();
        (subjects, page["next"].clone())
    };
    let all = ["case:c1".to_owned(), "case:c4".to_owned()];
    assert_eq!(subjects("auditor", "").await.0, all);
    assert_eq!(subjects("auditor11", "").await.0, all[..1]);
    // Nor does a page say that something comes behind it.
    assert!(subjects("auditor", "&limit=1").await.1.is_string());
    assert!(subjects("auditor11", "&limit=1").await.1.is_null());
}
