//! Finding members: by name in any script, number, phone, username, tag, or the value of a field.
//!
//! Whoever is meant most likely comes first, and the rest comes page by page: what one page costs does
//! not grow with the club.

use domain::find::{self, Range, Search, Source, Word};
use domain::job::Job;
use domain::role::{Right, Role};
use domain::{FieldId, Lang, MemberId, ShopId, TagId, UserId};
use storage::find_keys::{self, Place, Rest, Step, WAYS, Within};
use storage::members::Member;
use storage::seal::Column;
use storage::{StorageError, Tx, fields, jobs, members, people, runs, shops, tags, tiers};

use crate::{Loyalty, NotAllowed};

/// Keys that one page looks at, at most, in each step. Two words that many members have, and hardly
/// anybody both, would else be looked for through the whole club.
const LOOKS: i64 = 1_000;
/// Words that one statement asks for. Whoever types more has named somebody already.
const AT_ONCE: usize = 3;

/// How keys are made. A change of that makes those that are there anew.
const KEYS_VERSION: u8 = 3;
/// Members whose keys are made anew in one transaction.
const PAGE: i64 = 100;
/// Pages of one job.
const PAGES: usize = 20;
/// Members whose keys are made anew at once, where a tag or a field changes; those of more by jobs.
const FEW: i64 = 200;
/// Shops that are looked at in one go.
const SHOPS: i64 = 100;

/// By what members are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindBy {
    /// By all that the searcher may know: tags and the shop's own fields as well.
    Anything,
    /// By who they are and how they are reached. Whoever sells something to "Greta" does not mean the friend of a Greta.
    Person,
}

/// Somebody on the staff looks for a member.
#[derive(Debug, Clone, Copy)]
pub struct Find<'a> {
    pub shop: ShopId,
    pub by: UserId,
    pub typed: &'a str,
    pub find_by: FindBy,
    /// Where the page before ended.
    pub after: Option<Onward>,
    pub limit: usize,
}

/// Somebody types a few letters where they want to name a member.
#[derive(Debug, Clone, Copy)]
pub struct Pick<'a> {
    pub user: UserId,
    pub typed: &'a str,
    pub after: Option<Onward>,
    pub limit: usize,
}

/// Members to pick from, in the words of whoever picks.
#[derive(Debug, Clone)]
pub struct Picked {
    pub lang: Lang,
    /// Each with the title of their tier.
    pub members: Vec<(Member, Option<String>)>,
    pub more: Option<Onward>,
}

/// Members of one page, and where the next one begins if there may be more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    pub members: Vec<Member>,
    pub more: Option<Onward>,
}

/// A place in the list of whom a search finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Onward {
    /// Which of the steps, from whom is meant most likely on.
    pub step: u8,
    /// Which of the words leads.
    pub lead: u8,
    /// Where in the step; `None` is its beginning.
    pub place: Option<Place>,
}

impl Onward {
    /// Where every search begins.
    pub const BEGINNING: Self = Self {
        step: 0,
        lead: 0,
        place: None,
    };

    /// The beginning of the list that this is a place in.
    #[must_use]
    pub const fn to_beginning(self) -> Self {
        Self {
            step: 0,
            lead: self.lead,
            place: None,
        }
    }

    #[must_use]
    pub const fn is_beginning(self) -> bool {
        self.step == 0 && self.place.is_none()
    }
}

impl Loyalty {
    /// Members that fit what was typed: the one with that number, those whose phone number ends so or
    /// whose words together begin so, those with words that begin so, and those with parts of words.
    ///
    /// Only for staff, at the moment at which they ask (S1); each finds by what their role may see.
    pub async fn find(&self, ask: &Find<'_>) -> Result<Result<Found, NotAllowed>, StorageError> {
        let mut tx = self.db.read().await?;
        match self.allowed(&mut tx, ask.shop, ask.by, Right::RunTill).await? {
            Ok(role) => Ok(Ok(found(&mut tx, role, ask).await?)),
            Err(not_allowed) => Ok(Err(not_allowed)),
        }
    }

    /// Members of this name, for acts that look for them without anybody's asking.
    pub(crate) async fn named(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        name: &str,
        limit: usize,
    ) -> Result<Vec<Member>, StorageError> {
        let ask = Find {
            shop,
            by: UserId(0),
            typed: name,
            find_by: FindBy::Person,
            after: None,
            limit,
        };
        Ok(found(tx, Role::Clerk, &ask).await?.members)
    }

    /// The same in the shop that somebody's private chat is about, with each member's tier. `None`: they
    /// do not work there, and nothing is noted of them.
    pub async fn pick(&self, pick: &Pick<'_>) -> Result<Option<Picked>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(visitor) = people::who(&mut tx, pick.user, None).await? else {
            return Ok(None);
        };
        let role = visitor.role.filter(|role| role.may(Right::RunTill));
        let (Some(shop), Some(role)) = (visitor.shop, role) else {
            return Ok(None);
        };
        let ask = Find {
            shop: shop.id,
            by: pick.user,
            typed: pick.typed,
            find_by: FindBy::Anything,
            after: pick.after,
            limit: pick.limit,
        };
        let found = found(&mut tx, role, &ask).await?;
        let mut members = Vec::with_capacity(found.members.len());
        for member in found.members {
            let tier = tiers::of_member(&mut tx, shop.id, member.id).await?;
            members.push((member, tier.map(|tier| tier.title)));
        }
        Ok(Some(Picked {
            lang: visitor.lang,
            members,
            more: found.more,
        }))
    }

    /// Has the keys of members made anew who were there when keys were made in another way: by jobs,
    /// while the program runs. Says in how many shops.
    pub async fn begin_key_renewals(&self) -> Result<usize, StorageError> {
        let mut begun = 0;
        let mut after = None;
        loop {
            let mut tx = self.db.begin().await?;
            let page = shops::list(&mut tx, after, SHOPS).await?;
            let Some(last) = page.last() else {
                return Ok(begun);
            };
            after = Some(last.id);
            for shop in page {
                let run = format!("find-keys:{KEYS_VERSION}:{}", shop.id);
                if runs::is_done(&mut tx, &run).await? || !runs::first(&mut tx, &run, self.now()).await? {
                    continue;
                }
                self.put_renewal(&mut tx, shop.id, None).await?;
                begun += 1;
            }
            tx.commit().await?;
        }
    }

    /// A tag is called otherwise, or nobody wears it any more: whoever has it is found accordingly.
    pub(crate) async fn renew_keys_of_tag(&self, tx: &mut Tx, shop: ShopId, tag: TagId) -> Result<(), StorageError> {
        let wearers = tags::wearers(tx, shop, tag, FEW + 1).await?;
        if are_many(&wearers) {
            return self.put_renewal(tx, shop, None).await;
        }
        for member in wearers {
            keep_tags(tx, shop, member).await?;
        }
        Ok(())
    }

    /// Others may see a field than before: who finds members by it changes in the same moment (S5). Where many have
    /// something in it, those who may still find by it do so again as soon as jobs have made the keys anew.
    pub(crate) async fn renew_keys_of_field(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        field: FieldId,
        seen_before: Role,
    ) -> Result<(), StorageError> {
        find_keys::drop_of_field(tx, shop, field, Source::Fields(seen_before)).await?;
        let holders = fields::holders(tx, shop, field, FEW + 1).await?;
        if are_many(&holders) {
            return self.put_renewal(tx, shop, None).await;
        }
        let own_fields = fields::list(tx, shop).await?;
        for member in holders {
            fields::find_anew(tx, shop, member, &own_fields).await?;
        }
        Ok(())
    }

    async fn put_renewal(&self, tx: &mut Tx, shop: ShopId, after: Option<MemberId>) -> Result<(), StorageError> {
        let now = self.now();
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::RenewFindKeys { shop, after },
            dedupe: None,
            not_before: now,
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// Makes the keys of some members anew, and puts the job for those after them.
    ///
    /// Keys that are made twice are the same, so a job that was cut off is done again.
    pub async fn renew_find_keys(&self, shop: ShopId, mut after: Option<MemberId>) -> Result<(), StorageError> {
        for page in 1..=PAGES {
            let mut tx = self.db.begin().await?;
            let known = members::page(&mut tx, shop, after, PAGE).await?;
            let own_fields = fields::list(&mut tx, shop).await?;
            for known in &known {
                keep_person(&mut tx, known).await?;
                // Sealed with a key that is lost, it finds nobody, and stays as it is.
                if let Some(member) = members::find(&mut tx, shop, known.member).await? {
                    keep_reached(&mut tx, shop, &member).await?;
                }
                keep_tags(&mut tx, shop, known.member).await?;
                fields::find_anew(&mut tx, shop, known.member, &own_fields).await?;
            }
            after = known.last().map(|known| known.member);
            if after.is_some() && page == PAGES {
                self.put_renewal(&mut tx, shop, after).await?;
            }
            tx.commit().await?;
            if after.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// Whom a search finds that somebody of this role makes.
async fn found(tx: &mut Tx, role: Role, ask: &Find<'_>) -> Result<Found, StorageError> {
    let search = Search::read(ask.typed);
    let numbered = match search.number {
        Some(number) => members::find_by_number(tx, ask.shop, number).await?,
        None => None,
    };
    let within = Within {
        shop: ask.shop,
        up_to: match ask.find_by {
            FindBy::Anything => Source::open_to(role),
            FindBy::Person => Source::Email,
        },
        but: numbered.as_ref().map(|member| member.id),
    };
    let is_beginning = ask.after.is_none_or(Onward::is_beginning);
    let mut found = Found {
        members: numbered.filter(|_| is_beginning).into_iter().collect(),
        more: None,
    };
    let words: Vec<Sought<'_>> = search
        .words
        .iter()
        .map(|word| Sought {
            word,
            ways: find_keys::ways(tx, ask.shop, word),
        })
        .collect();
    let lead = match ask.after {
        Some(after) => usize::from(after.lead),
        None => rarest(tx, ask.shop, &words).await?,
    };
    // Of what may be the end of a phone number, the longest.
    let typed_ending = search
        .words
        .iter()
        .enumerate()
        .filter_map(|(at, word)| Some((at, word.as_ending()?)));
    let ending = match &search.phone {
        Some(digits) => Some((None, digits.as_str())),
        None => typed_ending
            .max_by_key(|(_, word)| word.len())
            .map(|(at, word)| (Some(at), word)),
    };
    let reached: Vec<(Option<usize>, Range)> = match (&search.email, ending) {
        (Some(email), _) => {
            let ranges = find_keys::of_email(tx, ask.shop, email);
            ranges.into_iter().map(|range| (None, range)).collect()
        }
        (None, Some((at, digits))) => {
            let ranges = find_keys::ending_with(tx, ask.shop, digits);
            ranges.into_iter().map(|range| (at, range)).collect()
        }
        (None, None) => Vec::new(),
    };
    for (number, step) in (0..).zip(steps(search.first.as_ref(), &words, lead, &reached)) {
        let place = match ask.after {
            Some(after) if after.step > number => continue,
            Some(after) if after.step == number => after.place,
            _ => None,
        };
        let left = i64::try_from(ask.limit.saturating_sub(found.members.len())).unwrap_or(0);
        let looked = find_keys::look(tx, &within, &step.step, place, left, LOOKS).await?;
        for member in looked.found {
            if has_the_rest(tx, &within, member, &step.rest).await? {
                found.members.extend(members::find(tx, ask.shop, member).await?);
            }
        }
        if let Rest::After(place) = looked.rest {
            found.more = Some(Onward {
                step: number,
                lead: u8::try_from(lead).unwrap_or(0),
                place,
            });
            break;
        }
    }
    Ok(found)
}

/// A word of a search, and in which ways a member can have it.
struct Sought<'a> {
    word: &'a Word,
    ways: [Range; WAYS],
}

/// Which word the fewest members have, of those that are as common the longest.
async fn rarest(tx: &mut Tx, shop: ShopId, words: &[Sought<'_>]) -> Result<usize, StorageError> {
    let mut counted = Vec::with_capacity(words.len());
    for (at, sought) in words.iter().enumerate() {
        let count = if words.len() > 1 {
            find_keys::count(tx, shop, &sought.ways).await?
        } else {
            0
        };
        counted.push((count, std::cmp::Reverse(sought.word.length()), at));
    }
    Ok(counted.into_iter().min().map_or(0, |(_, _, at)| at))
}

/// The words besides the one that leads.
fn others<'a>(words: &'a [Sought<'a>], lead: usize) -> Vec<&'a Sought<'a>> {
    let besides = words.iter().enumerate().filter(|(at, _)| *at != lead);
    besides.map(|(_, word)| word).collect()
}

async fn has_the_rest(
    tx: &mut Tx,
    within: &Within,
    member: MemberId,
    rest: &[&Sought<'_>],
) -> Result<bool, StorageError> {
    for sought in rest {
        if !find_keys::has(tx, within, member, &sought.ways).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A step, and the words that its statement does not ask for.
struct Whole<'a> {
    step: Step,
    rest: Vec<&'a Sought<'a>>,
}

/// The steps of a search, from whom is meant most likely on. Each leaves out whom an earlier one found.
///
/// `reached` are the keys of an e-mail address or the end of a phone number, each with the word that it is, if it is one
/// of several.
fn steps<'a>(
    first: Option<&Range>,
    words: &'a [Sought<'a>],
    lead: usize,
    reached: &[(Option<usize>, Range)],
) -> Vec<Whole<'a>> {
    const NOTHING: Range = Range::NOTHING;
    const NOBODY: [Range; 2] = [NOTHING; 2];
    let only = |range: Range| [range, NOTHING, NOTHING, NOTHING];
    let rest_of = |besides: &[&'a Sought<'a>]| besides.get(AT_ONCE - 1..).unwrap_or_default().to_vec();
    let mut steps = Vec::new();
    for (at, range) in reached {
        let besides = at.map_or_else(Vec::new, |at| others(words, at));
        let other = |at: usize| {
            let besides = besides.get(at);
            besides.map_or_else(|| only(range.clone()), |sought| sought.ways.clone())
        };
        steps.push(Whole {
            step: Step {
                lead: range.clone(),
                others: [other(0), other(1)],
                before: NOBODY,
                before_with: NOBODY,
            },
            rest: rest_of(&besides),
        });
    }
    let known = reached.first().map_or(NOTHING, |(_, range)| range.clone());
    if let Some(first) = first {
        steps.push(Whole {
            step: Step {
                lead: first.clone(),
                others: [only(first.clone()), only(first.clone())],
                before: [known.clone(), NOTHING],
                before_with: NOBODY,
            },
            rest: Vec::new(),
        });
    }
    let Some(leading) = words.get(lead).or_else(|| words.first()) else {
        return steps;
    };
    let besides = others(words, lead);
    let second = besides.first().copied().unwrap_or(leading);
    let third = besides.get(1).copied().unwrap_or(second);
    let begin = |sought: &Sought<'_>| only(sought.word.begins());
    let before = first.cloned().unwrap_or(known);
    let of_words = |lead: &Range, others: [[Range; WAYS]; 2], also_before: Range, before_with: [Range; 2]| Whole {
        step: Step {
            lead: lead.clone(),
            others,
            before: [before.clone(), also_before],
            before_with,
        },
        rest: rest_of(&besides),
    };
    let anywhere = [second.ways.clone(), third.ways.clone()];
    let [begins, inside, sealed @ ..] = &leading.ways;
    steps.push(of_words(begins, [begin(second), begin(third)], NOTHING, NOBODY));
    if words.len() > 1 {
        let shown = [second.word.begins(), third.word.begins()];
        steps.push(of_words(begins, anywhere.clone(), NOTHING, shown));
    }
    let shown = [begins.clone(), begins.clone()];
    steps.push(of_words(inside, anywhere.clone(), NOTHING, shown.clone()));
    for sealed in sealed.iter().filter(|sealed| **sealed != NOTHING) {
        steps.push(of_words(sealed, anywhere.clone(), inside.clone(), shown.clone()));
    }
    steps
}

/// Keeps a member findable by what they are called. What finds their phone number is kept with it.
pub(crate) async fn keep_person(tx: &mut Tx, known: &members::Known) -> Result<(), StorageError> {
    let keys = find::person_keys(&known.name, known.username.as_deref());
    find_keys::set(tx, known.shop, known.member, Source::Person, &keys).await
}

/// Keeps a member findable by phone number and e-mail address.
async fn keep_reached(tx: &mut Tx, shop: ShopId, member: &Member) -> Result<(), StorageError> {
    for (column, text) in [(Column::Phone, &member.phone), (Column::Email, &member.email)] {
        if let Some(text) = text {
            members::find_anew(tx, column, shop, member.id, text).await?;
        }
    }
    Ok(())
}

/// Keeps a member findable by name, number and address.
pub(crate) async fn keep_member(tx: &mut Tx, shop: ShopId, member: &Member) -> Result<(), StorageError> {
    let known = members::Known {
        shop,
        member: member.id,
        name: member.name.clone(),
        username: member.username.clone(),
    };
    keep_person(tx, &known).await?;
    keep_reached(tx, shop, member).await
}

/// Keeps a member findable by their tags, in place of those they had.
pub(crate) async fn keep_tags(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
    let worn = tags::of_member(tx, shop, member).await?;
    let titles: Vec<&str> = worn.iter().map(|tag| tag.title.as_str()).collect();
    find_keys::set(tx, shop, member, Source::Tags, &find::text_keys(&titles)).await
}

fn are_many(members: &[MemberId]) -> bool {
    i64::try_from(members.len()).unwrap_or(i64::MAX) > FEW
}
