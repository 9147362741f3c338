//! The wire form of buttons and of links into the private chat.
//!
//! Both come back from outside: whoever handles one asks again whether the person may do it (S1).

mod start;
mod wire;

use domain::automation::Trigger;
use domain::birthday::Told;
use domain::question::Subject;
use domain::role::Role;
use domain::setting::{Setting, Topic};
use domain::{
    AdjustmentId, AutomationId, BrakeId, CategoryId, CouponId, FieldId, GiftId, Lang, MemberId, NoteId, OfferId,
    OrderId, PhotoId, ProductId, RelativeId, RuleId, ShopId, TagId, TaskId, TierId, Token, TouchId, UserId,
};
use loyalty::Onward;
use uuid::Uuid;

use self::wire::Wire;

pub use start::{Start, group_link};

/// A place in a list of found members, as the offset of an inline query.
#[must_use]
pub fn write_onward(place: &Onward) -> String {
    place.write()
}

/// `None` at the beginning, and for what this program never gave.
#[must_use]
pub fn read_onward(text: &str) -> Option<Onward> {
    Onward::read(text)
}

macro_rules! taps {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $kind:ty),+ })? = $verb:literal,)+) => {
        /// What a button does.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Tap {
            $($(#[$doc])* $name $({ $($field: $kind),+ })?,)+
        }

        impl Tap {
            /// How each kind of button begins.
            pub const VERBS: &[&str] = &[$($verb),+];

            /// The callback data: 64 bytes at most.
            #[must_use]
            pub fn data(&self) -> String {
                match self {
                    $(Self::$name $({ $($field),+ })? => {
                        [$verb.to_owned() $($(, $field.write())+)?].join(":")
                    })+
                }
            }

            /// Reads callback data. `None`: not a button of this program, or one it no longer knows.
            #[must_use]
            pub fn read(data: &str) -> Option<Self> {
                let mut parts = data.split(':');
                match parts.next()? {
                    $($verb => {
                        $($(let $field = <$kind as Wire>::read(parts.next()?)?;)+)?
                        parts.next().is_none().then_some(Self::$name $({ $($field),+ })?)
                    })+
                    _ => None,
                }
            }
        }

    };
}

taps! {
    /// The menu that fits who taps.
    Menu = "menu",
    /// What staff have as members themselves.
    OwnAccount = "me",
    Help = "help",
    Settings = "set",
    AskLanguage = "al",
    Language { lang: Lang } = "l",
    Privacy = "pr",
    /// What the shop may write, kind by kind; one of them switched. Yes is 1.
    Kinds = "mqk",
    Want { kind: Trigger, yes: i64 } = "mqw",
    /// Under a message that came by itself: what it is about, how it was, and no more of these. The shop is named,
    /// because the chat may be about another one.
    OpenTouch { shop: ShopId, touch: TouchId } = "mqo",
    RateTouch { shop: ShopId, touch: TouchId, stars: i64 } = "mqr",
    RefuseTouch { shop: ShopId, touch: TouchId } = "mqx",
    /// Takes what it is about off the wish list.
    UnwishTouch { shop: ShopId, touch: TouchId } = "mqu",
    /// What one can do about what is kept of oneself. Yes is 1.
    ExportData = "pvd",
    LetMarketing { yes: i64 } = "pvm",
    Policy = "pvp",
    MoveAccount = "pvv",
    AskForget = "pva",
    /// Names the shop, because whoever is forgotten stands in none.
    Forget { shop: ShopId } = "pvf",
    /// How the shop is reached about it.
    AskContact = "pvc",
    /// The same by staff, on a member's file; and one file of two.
    AskForgetFile { member: MemberId } = "pvo",
    ForgetFile { member: MemberId } = "pvw",
    /// A code for a member whose account is lost.
    LetMove { member: MemberId } = "pvl",
    AskJoinFiles { from: MemberId, into: MemberId } = "xj",
    JoinFiles { from: MemberId, into: MemberId } = "xk",
    /// What goes out by itself: all of it, one of them, on or off, tried on oneself, another one.
    Automations = "aul",
    Automation { id: AutomationId } = "auo",
    /// On is 1.
    SwitchAutomation { id: AutomationId, on: i64 } = "aus",
    TryAutomation { id: AutomationId } = "aut",
    NewAutomation = "aun",
    AddAutomation { kind: Trigger } = "auk",
    AskAutomation { id: AutomationId, what: String } = "auq",
    HoldOut { id: AutomationId, percent: i64 } = "auh",
    /// Its waves, each named by its days.
    Wave { id: AutomationId, days: i64 } = "auw",
    AddWave { id: AutomationId } = "auwn",
    DropWave { id: AutomationId, days: i64 } = "auwx",
    BringsWords { id: AutomationId, days: i64 } = "auww",
    BringsTask { id: AutomationId, days: i64 } = "auwk",
    /// Its words, and those in one language: other ones, or the usual ones again.
    Texts { id: AutomationId, days: i64 } = "auwt",
    AskText { id: AutomationId, days: i64, lang: Lang } = "auwy",
    UsualText { id: AutomationId, days: i64, lang: Lang } = "auwu",
    AskWave { id: AutomationId, days: i64, what: String } = "auwq",
    /// What a wave brings to a tier: which ones there are, one of them, something else, the same as for all again.
    WaveTiers { id: AutomationId, days: i64 } = "auwv",
    WaveTier { id: AutomationId, days: i64, tier: TierId } = "auwr",
    AskWaveTier { id: AutomationId, days: i64, tier: TierId, what: String } = "auwz",
    WaveTierAsAll { id: AutomationId, days: i64, tier: TierId } = "auwa",
    /// For whom it is.
    AutomationFor { id: AutomationId } = "auf",
    ForEverybody { id: AutomationId } = "aufe",
    ForTier { id: AutomationId, tier: TierId } = "auft",
    ForKind { id: AutomationId, kind: String } = "aufk",
    ForTag { id: AutomationId, tag: TagId } = "aufg",
    /// The choices of a field, and one of them, named by what it says.
    ForField { id: AutomationId, field: FieldId } = "aufd",
    ForChoice { id: AutomationId, field: FieldId, choice: i64 } = "aufc",
    /// What it is about.
    AutomationAbout { id: AutomationId } = "auc",
    AboutEverything { id: AutomationId } = "auce",
    AboutCategory { id: AutomationId, category: CategoryId } = "aucc",
    /// Makes another shop the one the private chat is about.
    EnterShop { shop: ShopId } = "es",
    /// Which shop the private chat is to be about.
    ChooseShop = "os",
    /// Puts away whatever is asked.
    Dismiss = "x",

    /// Agrees to become a member.
    Join { shop: ShopId } = "j",
    NotNow = "nn",
    /// The same, by somebody who came by a member's link.
    NotNowInvited { by: MemberId } = "nni",
    SharePhone = "ph",
    ForgetPhone = "fp",

    Points = "p",
    Statement { page: i64 } = "st",
    CheckIn = "ci",
    Card = "c",
    /// In the group, under a welcome or a post: answered to the asker alone.
    GroupPoints = "gp",

    Gifts { page: i64 } = "gs",
    Gift { gift: GiftId } = "g",
    /// The question before a gift is redeemed.
    AskRedeem { gift: GiftId } = "ar",
    /// However often one question's button is tapped, it is answered once, and at the price it named.
    Redeem { gift: GiftId, price: i64, intention: Token } = "r",

    Coupons { page: i64 } = "cs",
    Coupon { coupon: CouponId } = "co",
    AskCancelCoupon { coupon: CouponId } = "ac",
    CancelCoupon { coupon: CouponId } = "cc",

    Offers { page: i64 } = "fo",
    Offer { offer: OfferId } = "of",
    /// Gets an offer, or a place in its line.
    ClaimOffer { offer: OfferId } = "oc",
    LeaveLine { offer: OfferId } = "ol",
    /// The one button under the group's congratulations, which name the day that they are of.
    OpenBirthdayGift { day: i64 } = "bog",
    /// Where one wants to be greeted on one's birthday.
    TellBirthday { told: Told } = "bot",
    /// Under a reminder of a relative's day: ordering something for them, and no such reminder any more. On the
    /// relative's own page: whether there is one.
    OrderForRelative { shop: ShopId, relative: RelativeId } = "bop",
    DropReminder { shop: ShopId, relative: RelativeId } = "boq",
    SetReminder { relative: RelativeId, remind: i64 } = "bos",
    /// Whose birthday is within the week, for staff: from the first on, or from a place on; and the line for one of them.
    Birthdays = "bow",
    BirthdaysFrom { ahead: i64, nth: i64, after: MemberId } = "bof",
    BirthdayLine { member: MemberId } = "bol",
    RemoveBirthdayLine { member: MemberId } = "bor",
    /// The one button under an offer's post in the group.
    WantOffer { offer: OfferId } = "ow",

    /// A member's file, for staff.
    File { member: MemberId } = "f",
    /// Asks what a member paid.
    AskSale { member: MemberId } = "as",
    /// Records a sale that was only unclear in its amount or its member.
    Sell { member: MemberId, minor: i64, intention: Token } = "s",
    /// The same while it is not known yet whose it is.
    SellFor { minor: i64, intention: Token } = "sw",
    /// What was meant by the amount that was typed for a purchase with a coupon.
    CouponAmount { coupon: CouponId, minor: i64 } = "sk",
    Undo { order: OrderId } = "u",
    TakeCoupon { coupon: CouponId } = "tc",
    /// The same, where it is known who shows it: a coupon works for its holder only (C3).
    TakeShownCoupon { coupon: CouponId, shown_by: UserId } = "ts",
    /// The open coupons of a member, for staff.
    MemberCoupons { member: MemberId } = "fc",
    MemberCoupon { member: MemberId, coupon: CouponId } = "fk",
    MemberStatement { member: MemberId, page: i64 } = "fs",
    HowToFind = "hf",
    /// Another page of those who fit what was typed.
    FindMore { after: Onward, words: String } = "fm",
    HowToSell = "hs",
    HowToTakeCoupon = "hc",

    /// A sale that is being put together: its coupon, its points, what was bought, and that it counts.
    WithCoupon { coupon: CouponId, intention: Token } = "kc",
    WithoutCoupon { intention: Token } = "kn",
    WithPoints { on: i64, intention: Token } = "kp",
    NameSale { choice: i64, intention: Token } = "kw",
    Record { intention: Token } = "kr",
    /// A coupon that is worth money, on its way into a sale.
    SellWithCoupon { coupon: CouponId } = "ks",

    /// A sale from the catalogue: whose it is, the shelves, how many of a product, and what was chosen.
    WhoseBasket = "vw",
    SellByShelf { member: MemberId } = "vm",
    SaleShelves { intention: Token } = "va",
    SaleShelf { category: CategoryId, page: i64, intention: Token } = "vs",
    SaleOtherShelf { page: i64, intention: Token } = "vo",
    SaleQuantity { product: ProductId, quantity: i64, intention: Token } = "vq",
    SaleBasket { intention: Token } = "vb",

    /// One purchase, for staff.
    Order { order: OrderId } = "ko",
    AskRefund { order: OrderId } = "ka",
    /// The number of its receipt, and whether it was bought online: 1 or 0.
    AskReceipt { order: OrderId } = "kx",
    NoReceipt { order: OrderId } = "kz",
    NoteChannel { order: OrderId, online: i64 } = "kl",
    /// What a refund up to this sum would give back, and that it is given.
    RefundTo { order: OrderId, so_far: i64 } = "kt",
    Refund { order: OrderId, so_far: i64 } = "kf",

    /// What is sold, as staff see it.
    EditProducts { page: i64 } = "qe",
    EditProduct { product: ProductId } = "q",
    NewProduct = "qn",
    /// One field of a product; what can be changed is named in the product editor.
    ProductField { product: ProductId, field: String } = "qf",
    ProductCategory { product: ProductId, category: CategoryId } = "qc",
    /// The categories, as staff see them.
    EditCategories = "qk",
    EditCategory { category: CategoryId } = "ql",
    NewCategory = "qm",
    /// One field of a category; what can be changed is named in the category editor.
    CategoryField { category: CategoryId, field: String } = "qu",
    /// What everybody may see of the catalogue; and the same for whoever came by a member's link.
    Window { page: i64 } = "win",
    WindowInvited { page: i64, by: MemberId } = "wiv",
    /// What becoming a member means, to be agreed to; and the same after a member's link.
    Agreement = "agr",
    AgreementInvited { by: MemberId } = "agv",
    /// The catalogue for members.
    Catalogue = "wc",
    Shelf { category: CategoryId, page: i64 } = "ws",
    /// What is in no category.
    OtherShelf { page: i64 } = "wo",
    Product { product: ProductId } = "wp",
    /// Orders something: to be collected, or brought.
    OrderProduct { product: ProductId, brought: i64 } = "wb",
    /// One more into the basket; how many there are then.
    AddToBasket { product: ProductId, quantity: i64 } = "wa",
    Basket = "wt",
    EmptyBasket { intention: Token } = "wz",
    /// The order that is being put together: how many of a thing, how it comes, its coupon, its points, and that it
    /// counts.
    OrderQuantity { product: ProductId, quantity: i64, intention: Token } = "wm",
    OrderBrought { brought: i64, intention: Token } = "wv",
    OrderWithCoupon { coupon: CouponId, intention: Token } = "wk",
    OrderWithoutCoupon { intention: Token } = "wn",
    OrderWithPoints { on: i64, intention: Token } = "wx",
    /// For whom it is: asked, somebody they buy for, themselves, and the size of the former.
    ForWhom { intention: Token } = "yf",
    OrderFor { relative: RelativeId, intention: Token } = "yr",
    OrderForMe { intention: Token } = "ym",
    AskSizeFor { relative: RelativeId, intention: Token } = "ys",
    PlaceOrder { intention: Token } = "wy",
    /// A member's own orders.
    OwnOrders { page: i64 } = "yl",
    OwnOrder { order: OrderId } = "yo",
    PayOrder { order: OrderId } = "yp",
    AskCancelOrder { order: OrderId } = "ya",
    CancelOrder { order: OrderId } = "yc",
    /// What waits to be paid or handed over, for staff.
    OpenOrders { page: i64 } = "zl",
    OpenOrder { order: OrderId } = "zo",
    MarkPaid { order: OrderId } = "zp",
    HandOver { order: OrderId } = "zh",
    AskRefuseOrder { order: OrderId } = "za",
    RefuseOrder { order: OrderId } = "zc",

    Staff = "sf",
    AskInvite = "ai",
    Invite { role: Role } = "iv",
    AskRemoveStaff { user: UserId } = "ars",
    RemoveStaff { user: UserId } = "rs",
    Audit { page: i64 } = "au",

    /// The gifts as staff see them.
    EditGifts { page: i64 } = "eg",
    EditGift { gift: GiftId } = "e",
    NewGift = "ng",
    /// One field of a gift; what can be changed is named in the gift editor.
    GiftField { gift: GiftId, field: String } = "gf",
    /// An answer to the question of the gift editor that is open.
    GiftAnswer { answer: String } = "ga",
    SaveGift { gift: GiftId } = "sg",

    /// The points rules as managers see them.
    Rules { page: i64 } = "rul",
    Rule { rule: RuleId } = "rue",
    NewRule = "run",
    /// A ready-made rule; which there are is named in the rules' handler.
    RuleChoice { choice: String } = "ruc",
    /// One field of the rule that is open.
    RuleField { field: String } = "ruf",
    /// An answer to the question about a rule that is open.
    RuleAnswer { answer: String } = "rua",
    SaveRule { rule: RuleId } = "rus",
    AskEndRule { rule: RuleId } = "ruq",
    EndRule { rule: RuleId } = "rux",

    /// A picture of what the shop sold and gave.
    Figures { subject: String, days: i64, shade: String } = "fig",
    /// What an automation did and really brought.
    Results { automation: AutomationId } = "aur",
    /// Whether marketing that stands still goes on. Yes is 1.
    Brake { shop: ShopId, brake: BrakeId, go_on: i64 } = "aub",

    /// Asks how many points to give or take.
    AskAdjust { member: MemberId } = "adq",
    /// Confirms an adjustment. However often it is tapped, it is done once.
    Adjust { intention: Token } = "adj",
    /// A second person says yes or no (S4).
    DecideAdjustment { shop: ShopId, request: AdjustmentId, decision: String } = "add",
    /// The offers as staff see them.
    EditOffers { page: i64 } = "oe",
    EditOffer { offer: OfferId } = "oo",
    NewOffer = "on",
    /// One field of an offer; what can be changed is named in the offer editor.
    OfferField { offer: OfferId, field: String } = "od",
    /// An answer to the question of the offer editor that is open.
    OfferAnswer { answer: String } = "oa",
    PublishOffer { offer: OfferId } = "op",

    /// An answer to the question of the set-up that is open.
    SetupAnswer { answer: String } = "sa",
    /// Back from the question named.
    SetupBack { step: String } = "sb",
    SetupCancel = "sc",
    SetupOpen = "so",
    ChangeShop = "csh",
    /// What a shop settles with one value each: all of a topic, one, and its new value.
    ShopSettings { topic: Topic } = "cst",
    ShopSetting { setting: Setting } = "csq",
    ChangeSetting { setting: Setting, value: Option<i64> } = "csv",

    /// A member's own link for friends.
    InviteFriends = "if",
    /// Agrees to become a member, after a member's link.
    JoinInvited { shop: ShopId, by: MemberId } = "ji",
    /// Staff say whether others follow a member: 1 or 0.
    MarkLeader { member: MemberId, leads: i64 } = "ml",
    /// The tiers as staff see them.
    Tiers = "te",
    UsualTiers = "tu",
    NewTier = "tn",
    EditTier { tier: TierId } = "ti",
    TierField { tier: TierId, field: String } = "tf",
    TierRule { rule: String } = "tr",
    /// A value that was chosen, or confirmed after it was said who would move.
    SetTier { tier: TierId, field: String, value: i64 } = "tv",
    SetTierRule { rule: String, value: i64 } = "tw",
    /// What customers are graded by.
    Grades = "gr",
    GradeField { field: String } = "gq",
    /// Takes it from where the button says; without a field, all of it.
    SetGrades { field: String, from: String } = "gx",

    /// A list of customers on its way in: a column, what it is, and how its days are read.
    ListColumn { at: i64 } = "lic",
    ListChoice { at: i64, column: String } = "lid",
    /// It is a field of the shop's own.
    ListField { at: i64, field: FieldId } = "lif",
    ListOrder { order: String } = "lio",
    ListColumns = "lib",
    /// Reads the list and says what would happen.
    ReadList = "lir",
    TakeList { import: Uuid } = "lit",
    AskUndoList { import: Uuid } = "liq",
    UndoList { import: Uuid } = "liu",
    /// Everything as a file.
    Export { form: String } = "lie",
    /// Somebody from a list of the shop's agrees to become a member, with the file that is kept for them.
    Attach { file: Token } = "lia",

    /// A member's fields, for staff: all of them, one, and what is put into it.
    MemberFields { member: MemberId, page: i64 } = "xf",
    MemberField { member: MemberId, field: FieldId } = "xg",
    /// The option is named by what it says (see `domain::field::option_key`).
    FillOption { member: MemberId, field: FieldId, option: i64 } = "xo",
    EmptyField { member: MemberId, field: FieldId } = "xe",
    MemberNotes { member: MemberId, page: i64 } = "xn",
    /// Private or not: 1 or 0.
    /// What there is to do, one's own or everybody's (1); one task, as a letter names it and as a list does.
    Tasks { everybodys: i64, page: i64 } = "tkl",
    OpenTask { shop: ShopId, task: TaskId } = "tko",
    OpenTasks { shop: ShopId } = "tkm",
    Task { task: TaskId } = "tk",
    /// Done is 1; else it is not worth doing.
    EndTask { task: TaskId, done: i64 } = "tke",
    ReopenTask { task: TaskId } = "tkr",
    AskOutcome { task: TaskId } = "tkn",
    AskTaskTime { task: TaskId } = "tkw",
    /// To a minute since 1970.
    PutOffTask { task: TaskId, minute: i64 } = "tkt",
    AskTaskOwner { task: TaskId } = "tkh",
    GiveTask { task: TaskId, user: UserId } = "tkg",
    FollowUp { member: MemberId } = "tkf",
    WriteNote { member: MemberId, private: i64 } = "xw",
    RemoveNote { note: NoteId } = "xr",
    PutBackNote { note: NoteId } = "xu",
    MemberTags { member: MemberId } = "xt",
    PutTag { member: MemberId, tag: TagId, on: i64 } = "xp",
    NewTag { member: MemberId } = "xc",
    /// All tags as managers see them, and the one that is open: one thing about it, an answer, and that it counts.
    Tags { page: i64 } = "tgl",
    EditTag { tag: TagId } = "tge",
    MakeTag = "tgn",
    /// Which parts there are is named in the tag editor.
    TagPart { part: String } = "tgp",
    TagAnswer { answer: String } = "tga",
    SaveTag { tag: TagId } = "tgv",
    MemberPhotos { member: MemberId, place: i64 } = "xv",
    AddPhoto { member: MemberId } = "xa",
    DropPhoto { photo: PhotoId } = "xd",
    /// What waits for a member, what they would like, and whom they buy for.
    MemberOrders { member: MemberId, page: i64 } = "xq",
    MemberWishes { member: MemberId, page: i64 } = "xl",
    MemberFamily { member: MemberId } = "xh",
    MemberBirthday { member: MemberId } = "xb",
    ForgetMemberBirthday { member: MemberId } = "xm",
    /// A birthday that was said late is to count this year: why, comes next.
    AskBirthdayCounts { member: MemberId } = "xy",
    /// The shop's own fields as managers see them.
    Fields = "fd",
    FieldSets = "fds",
    TakeFieldSet { set: String } = "fdt",
    NewField = "fdn",
    EditField { field: FieldId } = "fde",
    /// One thing about the field that is open; which there are is named in the field editor.
    FieldPart { part: String } = "fdp",
    FieldAnswer { answer: String } = "fda",
    SaveField = "fdv",
    FieldUp { field: FieldId } = "fdu",
    /// How members are asked.
    SetAsking { what: String, value: i64 } = "fdq",
    /// The own file of whoever taps.
    Me = "mi",
    OwnField { field: FieldId } = "mf",
    SayOption { field: FieldId, option: i64 } = "mo",
    SayField { field: FieldId } = "mw",
    ForgetField { field: FieldId } = "mx",
    OwnBirthday = "mb",
    /// What the shop calls whoever taps; as Telegram does, again.
    OwnName = "mn",
    TelegramName = "mt",
    OwnEmail = "em",
    ForgetEmail = "ex",
    /// For whoever's birthday is asked for: the calendar (0 usual, 1 lunar, 2 a leap month of it), month and day.
    BornIn { calendar: i64, month: i64 } = "mm",
    BornOn { calendar: i64, month: i64, day: i64 } = "md",
    BirthdayFromProfile { month: i64, day: i64, year: i64 } = "mp",
    ForgetBirthday = "mz",
    AskMe { ask: i64 } = "mq",
    /// "Not now" or, with 1, "don't ask again".
    PutOff { subject: Subject, never: i64 } = "qo",
    Family = "fam",
    NewRelative = "fan",
    RelativeIs { relation: String } = "fai",
    Relative { relative: RelativeId } = "far",
    RelativePart { relative: RelativeId, part: String } = "fap",
    RemoveRelative { relative: RelativeId } = "fax",
    Wishes { page: i64 } = "wl",
    WishFor { product: ProductId, wished: i64 } = "wi",

    /// In the group: the anonymous administrator who added the bot says who they are.
    ItsMe = "im",
    /// Which of several shops a group belongs to.
    BindGroup { chat: i64, shop: ShopId } = "bg",
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use storage::find_keys::Place;

    use super::*;

    #[expect(clippy::too_many_lines, reason = "one of each")]
    fn examples() -> Vec<Tap> {
        let id = Uuid::from_u128(u128::MAX);
        let intention = Token::parse("ABCD-EFGH-JKMN").unwrap();
        vec![
            Tap::Menu,
            Tap::Language { lang: Lang::ZhCn },
            Tap::Join { shop: ShopId(id) },
            Tap::Statement { page: 12 },
            Tap::Redeem {
                gift: GiftId(id),
                price: i64::MAX,
                intention: intention.clone(),
            },
            Tap::Sell {
                member: MemberId(id),
                minor: 1_000_000_000_000,
                intention: intention.clone(),
            },
            Tap::RemoveStaff { user: UserId(1 << 52) },
            Tap::FindMore {
                after: Onward {
                    step: 3,
                    lead: 7,
                    place: Some(Place {
                        member: MemberId(id),
                        nth: 255,
                    }),
                },
                words: "a name of thirty-six letters and more".chars().take(36).collect(),
            },
            Tap::FindMore {
                after: Onward::BEGINNING,
                words: "@anna_k".into(),
            },
            Tap::GiftField {
                gift: GiftId(id),
                field: "per_member".into(),
            },
            Tap::OrderWithCoupon {
                coupon: CouponId(id),
                intention: intention.clone(),
            },
            Tap::OrderQuantity {
                product: ProductId(id),
                quantity: 1_000_000,
                intention: intention.clone(),
            },
            Tap::SaleShelf {
                category: CategoryId(id),
                page: 10_000,
                intention: intention.clone(),
            },
            Tap::SaleQuantity {
                product: ProductId(id),
                quantity: 1_000_000,
                intention: intention.clone(),
            },
            Tap::Invite { role: Role::Manager },
            Tap::DecideAdjustment {
                shop: ShopId(id),
                request: AdjustmentId(id),
                decision: "y".into(),
            },
            Tap::RuleAnswer {
                answer: format!("cat={}", domain::CategoryId(id)),
            },
            Tap::SetupBack { step: "zone".into() },
            Tap::SetupAnswer {
                answer: "zone.America/Argentina/ComodRivadavia".into(),
            },
            Tap::TakeList { import: id },
            Tap::ListChoice {
                at: 199,
                column: "telegram-id".into(),
            },
            Tap::ListField {
                at: 199,
                field: FieldId(id),
            },
            Tap::BindGroup {
                chat: -1_009_999_999_999,
                shop: ShopId(id),
            },
            Tap::JoinInvited {
                shop: ShopId(id),
                by: MemberId(id),
            },
            Tap::FillOption {
                member: MemberId(id),
                field: FieldId(id),
                option: i64::from(u32::MAX),
            },
            Tap::PutOff {
                subject: Subject::Field(FieldId(id)),
                never: 1,
            },
            Tap::PutOff {
                subject: Subject::Family,
                never: 0,
            },
            Tap::SetTier {
                tier: TierId(id),
                field: "colour".into(),
                value: 1_000_000_000_000,
            },
        ]
    }

    #[test]
    fn a_button_is_read_back_and_fits() {
        for tap in examples() {
            let data = tap.data();
            assert!(data.len() <= 64, "{data}");
            assert_eq!(Tap::read(&data), Some(tap));
        }
    }

    #[test]
    fn every_verb_is_its_own() {
        assert_eq!(Tap::VERBS.iter().collect::<HashSet<_>>().len(), Tap::VERBS.len());
    }

    #[test]
    fn s1_what_is_not_a_button_is_none() {
        for data in ["", ":", "menu:1", "r", "r:x:y", "st:", "st:1:2", "l:xx", "🎁", "f:AAAA"] {
            assert_eq!(Tap::read(data), None, "{data}");
        }
    }
}
