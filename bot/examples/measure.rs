use bot::demo::{seed, shops};
use std::time::Instant;
#[tokio::main]
async fn main() {
    for shop in shops::ALL {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", dir.path().join("r.db").display());
        let t = Instant::now();
        let db = storage::Db::open(&url).await.unwrap();
        println!("{} open {:?}", shop.key, t.elapsed());
        let now = "2026-11-23T09:00:00Z".parse().unwrap();
        let t = Instant::now();
        let seeded = seed::seed(&db, shop, now, seed::SEED).await.unwrap();
        println!("{} {} people {:?}", shop.key, seeded.people.len(), t.elapsed());
        let l = loyalty::Loyalty::new(
            db.clone(),
            std::sync::Arc::new(domain::StoppedClock::at(now)),
            std::sync::Arc::new(domain::SeededIds::new(1)),
        );
        println!("{:?}", l.check().await.unwrap());
        db.close().await.unwrap();
        for x in ["", "-wal"] {
            let _ = std::fs::copy(
                dir.path().join(format!("r.db{x}")),
                format!("/tmp/seed_{}.db{x}", shop.key),
            );
        }
    }
}
