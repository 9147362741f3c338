//! What those are called for whom something is: tiers, kinds of customers, tags, and choices in the shop's own fields.

use domain::field::Field;
use domain::offer::{Audience, Choice};
use domain::shop::Shop;
use domain::tag::Tag;
use domain::tier::Tier;
use domain::{FieldId, Lang};
use say::offer_editor::{hidden_choice_label, kind_label, own_choice_label};

use crate::handlers::visit::Visit;

/// Everything of a shop by which people are chosen, retired things too.
#[derive(Debug, Clone, Default)]
pub struct Meant {
    /// Lowest first.
    pub tiers: Vec<Tier>,
    pub tags: Vec<Tag>,
    pub fields: Vec<Field>,
}

impl Meant {
    pub async fn of(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<Self> {
        let loyalty = &visit.club.loyalty;
        Ok(Self {
            tiers: loyalty.ladder(shop.id).await?.tiers().to_vec(),
            tags: loyalty.tags(shop.id).await?,
            fields: loyalty.fields(shop.id).await?,
        })
    }

    /// The tiers that can be reached.
    pub fn open_tiers(&self) -> Vec<Tier> {
        self.tiers.iter().filter(|tier| tier.active).cloned().collect()
    }

    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Nobody named is everybody. `tag`: how a tag is written.
    pub fn names(&self, lang: Lang, audience: &Audience, tag: impl Fn(&str) -> String) -> Vec<String> {
        let tiers = self.tiers.iter().filter(|tier| audience.tiers().contains(&tier.id));
        let tags = self.tags.iter().filter(|tag| audience.tags().contains(&tag.id));
        tiers
            .map(|tier| tier.title.clone())
            .chain(audience.kinds().iter().map(|kind| kind_label(lang, *kind)))
            .chain(tags.map(|known| tag(&known.title)))
            .chain(audience.choices().iter().map(|choice| self.choice(lang, choice)))
            .collect()
    }

    /// A choice, with a mark where nobody is chosen by it any more. What managers do not see is not named (S5).
    pub fn choice(&self, lang: Lang, named: &Choice) -> String {
        match self.field(named.field) {
            Some(field) if field.is_for_managers() => {
                own_choice_label(lang, &field.title, &named.choice, self.works(named))
            }
            _ => hidden_choice_label(lang),
        }
    }

    /// Whether people are chosen by it.
    pub fn works(&self, named: &Choice) -> bool {
        self.field(named.field)
            .is_some_and(|field| field.can_choose(&named.choice))
    }

    /// Whether an audience names something by which nobody is chosen any more.
    pub fn has_lost(&self, audience: &Audience) -> bool {
        audience.choices().iter().any(|named| !self.works(named))
    }
}
