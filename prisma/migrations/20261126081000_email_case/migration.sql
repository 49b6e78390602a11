-- Of addresses that differ by case only, one can sign in: the one in lower case, else the oldest. The others, whom the
-- sign-in has never found, are set apart under an address that says so; the audit has both.
WITH ranked AS (
  SELECT id, name, email, row_number() OVER (
    PARTITION BY lower(email) ORDER BY (email = lower(email)) DESC, "createdAt", id
  ) AS place FROM "User"
), apart AS (
  UPDATE "User" u SET email = 'same-as-' || r.place || '-' || left(u.id, 8) || '-' || lower(r.email)
  FROM ranked r WHERE r.id = u.id AND r.place > 1
  RETURNING u.id, u.name, r.email AS before, u.email AS after
)
INSERT INTO "AuditEntry" (id, at, "actorKind", "actorName", action, "objectType", "objectId", "objectName", before, after)
SELECT gen_random_uuid()::text, now(), 'system', 'Portal', 'member.set-apart', 'member', id, name,
  jsonb_build_object('email', before), jsonb_build_object('email', after)
FROM apart;

UPDATE "User" SET email = lower(email) WHERE email <> lower(email);

CREATE UNIQUE INDEX user_email_any_case ON "User" (lower(email));
