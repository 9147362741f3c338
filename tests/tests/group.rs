//! The shop's group: bound once, greeted, and otherwise left in peace.

use bot::tap::Start;
use chrono::TimeDelta;
use domain::ShopId;
use playground::{Right, Rights};
use storage::groups::Group;
use stories::{Room, Someone, TestShop, every_tap, on_both_engines};

on_both_engines![
    d5_the_group_of_whoever_adds_the_bot_is_the_shops,
    d5_a_stranger_who_adds_the_bot_is_told_what_to_do,
    d5_a_clerk_does_not_bind_a_group,
    d5_without_rights_the_owner_is_told_how_to_give_them,
    d5_a_group_that_becomes_a_supergroup_keeps_its_shop,
    d5_letters_follow_a_group_that_moved,
    d5_a_bot_that_is_removed_and_added_again_finds_everything,
    d5_a_group_is_one_shops,
    d5_an_anonymous_owner_says_who_they_are,
    d5_of_several_shops_one_is_chosen,
    m7_newcomers_are_welcomed_in_one_post_that_removes_itself,
    m7_somebody_who_comes_back_is_welcomed_again,
    m7_answers_in_the_group_are_seen_by_the_asker_alone,
    m7_without_rights_the_answer_is_in_the_private_chat,
    m7_an_answer_that_comes_late_is_an_alert,
    m7_whoever_is_no_member_is_shown_the_way_in,
    m7_what_is_not_for_the_group_is_met_with_silence,
    d3_whoever_only_chats_in_the_group_is_not_noted,
    m7_nothing_personal_is_posted,
    a_request_to_join_is_greeted_and_let_in,
];

async fn bound(shop: &TestShop, room: &Room) -> Option<Group> {
    shop.loyalty().group(room.id()).await.expect("an answer")
}

fn payload(shop: ShopId) -> String {
    Start::Shop(shop).payload()
}

async fn d5_the_group_of_whoever_adds_the_bot_is_the_shops(shop: TestShop) {
    let room = shop.stage.supergroup("Friends", &shop.owner);

    room.takes_the_bot(&shop.owner, Some(&payload(shop.id))).await;

    room.reads(
        "Hello! I keep the members' club of <b>Corner Café</b>. Collect points with every purchase and swap them for gifts.",
    );
    shop.owner.hears(
        "✅ Your group <b>Friends</b> now belongs to the club of Corner Café. Newcomers are welcomed from here on.",
    );
    let group = bound(&shop, &room).await.expect("it is bound");
    assert_eq!((group.shop, group.present, group.admin), (shop.id, true, true));
}

async fn d5_a_stranger_who_adds_the_bot_is_told_what_to_do(shop: TestShop) {
    let stranger = shop.stage.person("Stan");
    let room = shop.stage.supergroup("Elsewhere", &stranger);

    room.takes_the_bot(&stranger, Some(&payload(shop.id))).await;

    let posts = room.posts();
    assert!(!posts.is_empty());
    for post in posts {
        assert_eq!(
            post.html,
            "Thanks for the invitation! I only work in the groups of shops I know. If this is your shop's group, ask its \
             owner to add me; if you'd like a club of your own, write to me in private."
        );
    }
    assert!(bound(&shop, &room).await.is_none());
    stranger.says_in(&room, "/points@regulars_bot").await;
    stranger.is_whispered_nothing(&room);
    room.reads_nothing();
}

async fn d5_a_clerk_does_not_bind_a_group(shop: TestShop) {
    let room = shop.stage.supergroup("Clerks", &shop.clerk);

    room.takes_the_bot(&shop.clerk, None).await;

    shop.clerk
        .hears("Only an owner of the shop can connect <b>Clerks</b> to it. Ask them to add me.");
    assert!(bound(&shop, &room).await.is_none());
}

async fn d5_without_rights_the_owner_is_told_how_to_give_them(shop: TestShop) {
    let owner = &shop.owner;
    let room = shop.stage.supergroup("Friends", owner);
    room.happens(|group| owner.person.adds_bot(&shop.stage.bot, group, None, None))
        .await;
    room.posts().clear();
    owner.hears(
        "I'm in <b>Friends</b>, but I can't see who comes in until I am an administrator.\n\n\
         Open the group's settings → Administrators → Add administrator → choose me, and allow me to:\n\
         • Delete messages\n• Invite users via link\n\n\
         I notice by myself when it's done.",
    );
    assert!(!bound(&shop, &room).await.expect("it is bound all the same").admin);

    room.happens(|group| group.promote(&shop.stage.bot, Rights::of([Right::DeleteMessages])))
        .await;
    owner.hears(
        "In <b>Friends</b> I still lack:\n• Invite users via link\n\n\
         Open the group's settings → Administrators → choose me, and switch it on. I notice by myself when it's done.",
    );
    room.happens(|group| group.promote(&shop.stage.bot, Rights::of([Right::DeleteMessages, Right::InviteUsers])))
        .await;

    owner.hears("✅ Thank you, I have everything I need in <b>Friends</b>.");
    assert!(bound(&shop, &room).await.expect("it is bound").admin);
}

async fn d5_a_group_that_becomes_a_supergroup_keeps_its_shop(shop: TestShop) {
    let room = shop.stage.group("Friends", &shop.owner);
    room.takes_the_bot(&shop.owner, Some(&payload(shop.id))).await;
    shop.anna.joins(&room).await;
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    shop.stage.everybody_looks();
    let before = room.id();

    room.happens(playground::Group::upgrade).await;

    assert_ne!(room.id(), before);
    assert_eq!(bound(&shop, &room).await.expect("it is bound").shop, shop.id);
    assert_eq!(
        shop.loyalty()
            .group(before)
            .await
            .expect("an answer")
            .expect("the old id leads there")
            .chat,
        room.id()
    );
    assert_eq!(shop.loyalty().groups_of(shop.id).await.expect("an answer").len(), 1);
    shop.anna.says_in(&room, "/points@regulars_bot").await;
    shop.stage.everybody_looks();
}

async fn d5_letters_follow_a_group_that_moved(shop: TestShop) {
    let room = shop.stage.group("Friends", &shop.owner);
    room.takes_the_bot(&shop.owner, Some(&payload(shop.id))).await;
    shop.stage.everybody_looks();
    shop.anna.joins(&room).await;

    room.happens(playground::Group::upgrade).await;
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post().await;

    room.reads("👋 Welcome, Anna!\nMembers here collect points and swap them for gifts. One tap and you're in:");
}

async fn d5_a_bot_that_is_removed_and_added_again_finds_everything(shop: TestShop) {
    let room = shop.has_a_group().await;
    let points = shop.points(&shop.anna).await;

    room.happens(|group| group.remove_bot(&shop.stage.bot)).await;
    assert!(!bound(&shop, &room).await.expect("it stays bound").present);
    shop.stage.post().await;
    shop.owner.hears(
        "I was removed from <b>Corner Café friends</b>. All members, points and coupons are kept; add me again and we go \
         on as before.",
    );
    room.takes_the_bot(&shop.owner, None).await;

    room.reads("I'm back! Everything of the club of <b>Corner Café</b> is as it was.");
    let group = bound(&shop, &room).await.expect("it is bound");
    assert_eq!((group.shop, group.present, group.admin), (shop.id, true, true));
    assert_eq!(shop.points(&shop.anna).await, points);
    shop.stage.everybody_looks();
}

async fn d5_a_group_is_one_shops(shop: TestShop) {
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    let room = shop.has_a_group().await;
    other.owner.joins(&room).await;
    room.happens(|group| group.promote(&other.owner.person, Rights::all()))
        .await;
    room.happens(|group| group.remove_bot(&shop.stage.bot)).await;
    shop.stage.post().await;
    shop.stage.everybody_looks();

    room.takes_the_bot(&other.owner, Some(&payload(other.id))).await;

    assert_eq!(bound(&shop, &room).await.expect("it is bound").shop, shop.id);
    assert!(other.loyalty().groups_of(other.id).await.expect("an answer").is_empty());
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    shop.stage.everybody_looks();
}

async fn d5_an_anonymous_owner_says_who_they_are(shop: TestShop) {
    let owner = &shop.owner;
    let room = shop.stage.supergroup("Friends", owner);
    owner.person.is_anonymous_in(&room.group, true);
    room.takes_the_bot(owner, None).await;
    let posted = room.posts();
    if posted.iter().any(|post| post.button("It's me").is_some()) {
        let stranger = shop.stage.person("Stan");
        stranger.joins(&room).await;
        let refused = stranger.taps_in(&room, "It's me").await;
        refused
            .alerts("Only an administrator of Friends can connect it to a shop. Ask one of them, or become one first.");
        assert!(bound(&shop, &room).await.is_none());
        owner.taps_in(&room, "It's me").await;
    }

    assert_eq!(bound(&shop, &room).await.expect("it is bound").shop, shop.id);
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    shop.stage.everybody_looks();
}

async fn d5_of_several_shops_one_is_chosen(shop: TestShop) {
    let owner = &shop.owner;
    let second = stories::open_shop(
        &shop.stage,
        owner,
        &stories::claim("Second Café", chrono_tz::Europe::Berlin),
    )
    .await;
    let room = shop.stage.supergroup("Friends", owner);
    room.takes_the_bot(owner, None).await;
    owner.hears("Which of your shops does the group <b>Friends</b> belong to?");
    assert!(bound(&shop, &room).await.is_none());

    owner.taps("Second Café").await;

    assert_eq!(bound(&shop, &room).await.expect("it is bound").shop, second);
    shop.stage.everybody_looks();
}

async fn m7_newcomers_are_welcomed_in_one_post_that_removes_itself(shop: TestShop) {
    let room = shop.has_a_group().await;
    let standing = room.stands().len();
    // Moments begin at whole eights of seconds.
    shop.clock.set("2026-11-23T12:00:00Z".parse().unwrap());
    let names = ["Ben", "Chris", "Dora", "Emil", "Fay", "Gus", "Hal"];
    let newcomers = names.map(|name| shop.stage.person(name));
    for newcomer in &newcomers {
        newcomer.person.joins(&room.group);
    }
    shop.stage.quiet().await;
    shop.stage.post().await;
    room.reads_nothing();

    shop.passes(TimeDelta::seconds(8)).await;
    shop.stage.post().await;

    // They came side by side, so whoever was first is named.
    let welcome = room.post().html;
    let mentioned = names.iter().filter(|name| welcome.contains(*name)).count();
    assert_eq!(mentioned, 5, "{welcome}");
    assert!(
        welcome.ends_with(
            " and 2 more!\n\
             Members here collect points and swap them for gifts. One tap and you're in:"
        ),
        "{welcome}"
    );
    shop.passes(TimeDelta::minutes(9)).await;
    shop.stage.works().await;
    assert_eq!(room.stands().len(), standing + 1);
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.works().await;
    assert_eq!(room.stands().len(), standing);
}

async fn m7_somebody_who_comes_back_is_welcomed_again(shop: TestShop) {
    let room = shop.has_a_group().await;
    let ben = shop.stage.person("Ben");
    let mut welcomes = 0;

    for _ in 0..2 {
        ben.joins(&room).await;
        shop.passes(TimeDelta::seconds(10)).await;
        shop.stage.post().await;
        welcomes += room.posts().len();
        ben.leaves(&room).await;
        shop.passes(TimeDelta::minutes(15)).await;
        shop.stage.works().await;
    }

    assert_eq!(welcomes, 2);
}

async fn m7_answers_in_the_group_are_seen_by_the_asker_alone(shop: TestShop) {
    let (anna, room) = (&shop.anna, shop.has_a_group().await);

    anna.says_in(&room, "/points@regulars_bot").await;
    anna.is_whispered(
        &room,
        "You have <b>50 points</b> at Corner Café.\n\n50 points can be spent until 23 Nov 2027.",
    );
    anna.taps_in(&room, "Points").await;
    anna.is_whispered(
        &room,
        "You have <b>50 points</b> at Corner Café.\n\n50 points can be spent until 23 Nov 2027.",
    );
    anna.says_in(&room, "/checkin").await;
    anna.is_whispered(
        &room,
        "☀️ Nice to see you today! 1 point for you; you now have 51 points.",
    );
    anna.says_in(&room, "/gifts").await;

    anna.is_whispered(
        &room,
        "🎁 <b>Gifts for your points</b>\nYou have 51 points.\n\n<b>Coffee</b> · 30 points\n✓ Yours if you like\n\n\
         <b>Mug</b> · 100 points · 3 left\n49 more points to go",
    );
    room.reads_nothing();
    shop.clerk.is_whispered_nothing(&room);
}

async fn m7_without_rights_the_answer_is_in_the_private_chat(shop: TestShop) {
    let (anna, room) = (&shop.anna, shop.has_a_group().await);
    room.happens(|group| group.demote(&shop.stage.bot)).await;
    shop.stage.post().await;
    shop.stage.everybody_looks();
    let standing = room.stands().len();

    anna.says_in(&room, "/points@regulars_bot").await;
    let post = room.post();
    assert_eq!(
        post.html,
        "That's just between us. Tap below and I'll show you in our private chat."
    );
    anna.taps_in(&room, "Open private chat").await;

    anna.hears("You have <b>50 points</b> at Corner Café.\n\n50 points can be spent until 23 Nov 2027.");
    shop.passes(TimeDelta::minutes(10)).await;
    shop.stage.works().await;
    assert_eq!(room.stands().len(), standing, "the post has removed itself");
}

async fn m7_an_answer_that_comes_late_is_an_alert(shop: TestShop) {
    let (anna, room) = (&shop.anna, shop.has_a_group().await);
    room.happens(|group| group.demote(&shop.stage.bot)).await;
    shop.stage.post().await;
    shop.stage.everybody_looks();
    shop.stage.stops().await;
    let tap = anna.person.taps(&room.group, "Points").expect("a button");
    shop.clock.advance(TimeDelta::seconds(30));

    shop.stage.starts_another().await;
    shop.stage.quiet().await;

    let answer = tap.answer().expect("an answer");
    assert!(answer.show_alert);
    assert_eq!(
        answer.text.as_deref(),
        Some("You have 50 points at Corner Café.\n\n50 points can be spent until 23 Nov 2027.")
    );
    anna.is_whispered_nothing(&room);
}

async fn m7_whoever_is_no_member_is_shown_the_way_in(shop: TestShop) {
    let room = shop.has_a_group().await;
    let ben = shop.stage.person("Ben");
    ben.joins(&room).await;
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    shop.stage.everybody_looks();

    ben.says_in(&room, "/points@regulars_bot").await;
    ben.is_whispered(
        &room,
        "You're not a member of <b>Corner Café</b> yet. Joining takes one tap and costs nothing.",
    );
    let tap = ben.taps_in(&room, "Points").await;

    let answer = tap.answer().expect("an answer");
    assert_eq!(answer.url.as_deref(), Some(shop.link().as_str()));
    ben.is_whispered_nothing(&room);
    room.reads_nothing();
}

async fn m7_what_is_not_for_the_group_is_met_with_silence(shop: TestShop) {
    let (anna, clerk, room) = (&shop.anna, &shop.clerk, shop.has_a_group().await);

    for said in [
        "hello everybody",
        "/points@other_bot",
        "/statement@regulars_bot",
        "/coupons@regulars_bot",
        "/unknown@regulars_bot",
        "/card@regulars_bot",
        "sell 128.50",
        "ABCD-EFGH-JKMN",
    ] {
        anna.says_in(&room, said).await;
        anna.is_whispered_nothing(&room);
        room.reads_nothing();
        shop.passes(TimeDelta::seconds(5)).await;
    }
    clerk.says_in(&room, "/find@regulars_bot anna").await;
    clerk.is_whispered_nothing(&room);
    room.reads_nothing();

    anna.hears_nothing();
    clerk.hears_nothing();
}

async fn d3_whoever_only_chats_in_the_group_is_not_noted(shop: TestShop) {
    let room = shop.has_a_group().await;
    let stan = shop.stage.person("Stan");
    stan.joins(&room).await;
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    room.post();

    for said in ["hello everybody", "/points@other_bot", "/weather", "/card"] {
        stan.says_in(&room, said).await;
    }
    assert!(!is_noted(&shop, &stan).await);
    stan.says_in(&room, "/help").await;

    assert!(is_noted(&shop, &stan).await, "whoever asks is somebody");
    shop.stage.everybody_looks();
}

async fn is_noted(shop: &TestShop, who: &Someone) -> bool {
    let mut tx = shop.loyalty().db.read().await.expect("a look");
    storage::people::contact(&mut tx, who.user())
        .await
        .expect("an answer")
        .is_some()
}

async fn m7_nothing_personal_is_posted(shop: TestShop) {
    let (anna, room) = (&shop.anna, shop.has_a_group().await);

    for tap in every_tap(&shop.mark().await) {
        for somebody in [anna, &shop.clerk] {
            somebody.forges_in(&room, &tap.data()).await;
            shop.passes(TimeDelta::seconds(5)).await;
            assert_eq!(room.posts().len(), 0, "{tap:?} is answered before everybody");
        }
    }

    shop.stage.post().await;
    shop.stage.everybody_looks();
}

async fn a_request_to_join_is_greeted_and_let_in(shop: TestShop) {
    let room = shop.has_a_group().await;
    room.group.set_join_by_request(true);
    let ben = shop.stage.person("Ben");

    room.happens(|group| ben.person.asks_to_join(group)).await;

    assert!(room.group.has(&ben.person), "nobody waits for an administrator");
    let seen = ben.looks();
    assert_eq!(
        seen.html,
        "Hello Ben! You asked to join the group of <b>Corner Café</b>: come in! Become a member as well, and every \
         purchase earns points for gifts."
    );
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    room.post();
    ben.taps("Become a member").await;
    ben.taps("Agree and join").await;
    ben.looks();
    assert_eq!(shop.points(&ben).await, 50);
}
