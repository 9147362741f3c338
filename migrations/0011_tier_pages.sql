-- The members of a tier, page by page: what stands beside their names in the group is set anew when its tag changes.

CREATE INDEX standings_of_tier_by_member ON standings (shop_id, tier_id, member_id) WHERE tier_id IS NOT NULL;

DROP INDEX standings_of_tier;
