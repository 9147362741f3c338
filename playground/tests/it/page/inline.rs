use serde_json::{Value, json};

use crate::stage::Stage;

/// Answers the next query with a list of one.
async fn answers(stage: &Stage) {
    let query = loop {
        if let Some(update) = stage
            .updates()
            .await
            .into_iter()
            .find(|update| update["inline_query"].is_object())
        {
            break update["inline_query"]["id"].clone();
        }
    };
    let result = json!({ "type": "article", "id": "7", "title": "Mug", "description": "Blue",
                         "input_message_content": { "message_text": "A mug" } });
    let answer = json!({ "inline_query_id": query, "results": [result], "next_offset": "1", "cache_time": 0,
                         "button": { "text": "Our chat", "start_parameter": "x" } });
    stage.ok("answerInlineQuery", answer).await;
}

#[tokio::test]
async fn one_types_behind_a_bots_name_and_chooses() {
    let stage = Stage::new().await;
    stage.bot.set_inline("Search the menu");
    let (group, _, anna) = stage.cafe();
    stage.updates().await;
    let types = json!({ "do": "inline", "person": anna.id(), "chat": group.id(), "topic": null, "bot": stage.bot.id(), "words": "mug" });

    let (list, ()) = tokio::join!(stage.act(types), answers(&stage));
    let choose = json!({ "do": "choose", "person": anna.id(), "query": list["query"], "result": "7" });
    let sent = stage.act(choose).await;

    assert_eq!(
        list["results"],
        json!([{ "id": "7", "title": "Mug", "description": "Blue" }])
    );
    assert_eq!(
        (&list["next"], &list["button"]),
        (&json!("1"), &json!({ "text": "Our chat", "start": "x" }))
    );
    let pane = stage.pane(&anna, group.id(), &json!(0)).await;
    let newest = pane["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&newest["id"], &newest["text"], &newest["via"]),
        (&sent["message"], &json!("A mug"), &json!("regulars_bot"))
    );
    let looked = stage.asks("look", &json!({})).await.1;
    assert_eq!(looked["bots"][0]["inline"], "Search the menu");
}

#[tokio::test]
async fn nobody_chooses_from_a_list_that_is_not_theirs() {
    let stage = Stage::new().await;
    stage.bot.set_inline("Search");
    let (group, olga, anna) = stage.cafe();
    stage.updates().await;
    let types = json!({ "do": "inline", "person": anna.id(), "chat": group.id(), "topic": null, "bot": stage.bot.id(), "words": "" });
    let (list, ()): (Value, ()) = tokio::join!(stage.act(types), answers(&stage));

    for (person, query) in [(olga.id(), list["query"].clone()), (anna.id(), json!("12"))] {
        let choose = json!({ "do": "choose", "person": person, "query": query, "result": "7" });
        assert_eq!(stage.cannot(choose).await, "This list is not there any more.");
    }
    let unable =
        json!({ "do": "inline", "person": anna.id(), "chat": group.id(), "topic": null, "bot": 1, "words": "" });
    assert!(stage.cannot(unable).await.contains("no inline mode"));
}
