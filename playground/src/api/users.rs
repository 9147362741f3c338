//! Files and profile photos.

use serde_json::{Value, json};

use super::{Act, Answer, Refusal};

/// A bot downloads nothing larger.
const LARGEST_DOWNLOAD: usize = 20 * 1024 * 1024;

impl Act<'_> {
    pub fn get_file(&mut self) -> Answer {
        let id = self.text("file_id").unwrap_or_default();
        let file = self.world.files.get(id).filter(|file| file.serves(self.bot));
        let Some(file) = file else {
            return Err(Refusal::fault("invalid file_id"));
        };
        if file.bytes.len() > LARGEST_DOWNLOAD {
            return Err(Refusal::circumstance("file is too big"));
        }
        Ok(json!({
            "file_id": id,
            "file_unique_id": file.unique,
            "file_size": file.bytes.len(),
            "file_path": file.path,
        }))
    }

    pub fn get_user_profile_photos(&mut self) -> Answer {
        let Some(person) = self.world.people.get(&self.number("user_id")) else {
            return Err(Refusal::fault("user not found"));
        };
        let offset = usize::try_from(self.integer("offset").unwrap_or(0)).unwrap_or(0);
        let limit = usize::try_from(self.integer("limit").unwrap_or(100).clamp(1, 100)).unwrap_or(100);
        let photos: Vec<Value> = person
            .photos
            .iter()
            .rev()
            .skip(offset)
            .take(limit)
            .map(|sizes| Value::Array(sizes.clone()))
            .collect();
        Ok(json!({ "total_count": person.photos.len(), "photos": photos }))
    }
}
