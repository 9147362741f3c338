//! How values are written inside a button, and read back.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
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
use storage::find_keys::Place;
use uuid::Uuid;

/// A value inside a button.
pub(super) trait Wire: Sized {
    fn write(&self) -> String;
    fn read(text: &str) -> Option<Self>;
}

macro_rules! wire_ids {
    ($($id:ident),+) => {$(
        impl Wire for $id {
            fn write(&self) -> String {
                URL_SAFE_NO_PAD.encode(self.0.as_bytes())
            }

            fn read(text: &str) -> Option<Self> {
                let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
                Uuid::from_slice(&bytes).ok().map(Self)
            }
        }
    )+};
}

wire_ids!(
    ShopId,
    MemberId,
    GiftId,
    CouponId,
    OrderId,
    OfferId,
    ProductId,
    CategoryId,
    RuleId,
    AdjustmentId,
    TierId,
    FieldId,
    NoteId,
    TagId,
    PhotoId,
    RelativeId,
    TouchId,
    TaskId,
    AutomationId,
    BrakeId
);

macro_rules! wire_texts {
    ($($text:ty: $write:expr, $read:expr;)+) => {$(
        impl Wire for $text {
            fn write(&self) -> String {
                let write: fn(&Self) -> String = $write;
                write(self)
            }

            fn read(text: &str) -> Option<Self> {
                let read: fn(&str) -> Option<Self> = $read;
                read(text)
            }
        }
    )+};
}

wire_texts! {
    Uuid: |id| URL_SAFE_NO_PAD.encode(id.as_bytes()), |text| Uuid::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok();
    i64: ToString::to_string, |text| i64::from_str(text).ok();
    UserId: ToString::to_string, |text| i64::from_str(text).ok().map(UserId);
    Token: |token| token.as_str().to_owned(), Token::parse;
    Lang: |lang| lang.tag().to_owned(), |text| Lang::ALL.into_iter().find(|lang| lang.tag() == text);
    Trigger: |trigger| trigger.as_str().to_owned(), Trigger::parse;
    Topic: |topic| topic.code().to_owned(), Topic::parse;
    Told: |told| told.as_str().to_owned(), Told::parse;
    Setting: |setting| setting.code().to_owned(), Setting::parse;
    // Nothing is a dash.
    Option<i64>: |number| number.map_or_else(|| "-".into(), |number| number.to_string()), |text| match text {
        "-" => Some(None),
        number => i64::from_str(number).ok().map(Some),
    };
    Role: |role| role.as_str().to_owned(), Role::parse;
    Subject: |subject| match subject {
        Subject::Birthday => "b".into(),
        Subject::Family => "f".into(),
        Subject::Field(field) => field.write(),
    }, |text| match text {
        "b" => Some(Subject::Birthday),
        "f" => Some(Subject::Family),
        field => FieldId::read(field).map(Subject::Field),
    };
    String: Clone::clone, |text| Some(text.to_owned());
}

/// A byte that names the step and the word that leads, one for which of the member's keys it is, and the member.
impl Wire for Onward {
    fn write(&self) -> String {
        let place = self.place.unwrap_or(Place {
            member: MemberId(Uuid::nil()),
            nth: 0,
        });
        let mut bytes = vec![(self.step << 4) | (self.lead & 0x0f)];
        bytes.push(u8::try_from(place.nth).unwrap_or(u8::MAX));
        bytes.extend(place.member.0.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (step, nth) = (*bytes.first()?, *bytes.get(1)?);
        let member = Uuid::from_slice(bytes.get(2..)?).ok()?;
        let place = Place {
            member: MemberId(member),
            nth: i64::from(nth),
        };
        Some(Self {
            step: step >> 4,
            lead: step & 0x0f,
            place: (!member.is_nil()).then_some(place),
        })
    }
}
