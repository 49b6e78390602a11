-- AlterTable
ALTER TABLE "BookingSeries" ADD COLUMN     "teamId" TEXT;

-- CreateTable
CREATE TABLE "TeamMember" (
    "userId" TEXT NOT NULL,
    "teamId" TEXT NOT NULL,
    "isLead" BOOLEAN NOT NULL DEFAULT false,
    "joinedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TeamMember_pkey" PRIMARY KEY ("userId","teamId")
);

-- CreateIndex
CREATE INDEX "TeamMember_teamId_idx" ON "TeamMember"("teamId");

-- AddForeignKey
ALTER TABLE "BookingSeries" ADD CONSTRAINT "BookingSeries_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TeamMember" ADD CONSTRAINT "TeamMember_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The team that each person has is their main one, and so one of theirs.
INSERT INTO "TeamMember" ("userId", "teamId", "joinedAt")
  SELECT id, "teamId", "createdAt" FROM "User" WHERE "teamId" IS NOT NULL;

-- What a series books next is charged to what it was charged to until now.
UPDATE "BookingSeries" s SET "teamId" = u."teamId" FROM "User" u WHERE u.id = s."personId";

-- Whoever is given a main team is in it, by whichever way it was given.
CREATE FUNCTION "join_main_team"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TeamMember" ("userId", "teamId") VALUES (NEW.id, NEW."teamId") ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "join_main_team_of_new" AFTER INSERT ON "User"
  FOR EACH ROW WHEN (NEW."teamId" IS NOT NULL) EXECUTE FUNCTION "join_main_team"();
CREATE TRIGGER "join_main_team" AFTER UPDATE OF "teamId" ON "User"
  FOR EACH ROW WHEN (NEW."teamId" IS NOT NULL AND NEW."teamId" IS DISTINCT FROM OLD."teamId")
  EXECUTE FUNCTION "join_main_team"();

-- Whoever leaves their main team has the one that they have been in longest instead.
CREATE FUNCTION "leave_main_team"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "User" SET "teamId" = (
    SELECT "teamId" FROM "TeamMember" WHERE "userId" = OLD."userId" ORDER BY "joinedAt", "teamId" LIMIT 1
  ) WHERE id = OLD."userId" AND "teamId" = OLD."teamId";
  RETURN NULL;
END $$;
CREATE TRIGGER "leave_main_team" AFTER DELETE ON "TeamMember"
  FOR EACH ROW EXECUTE FUNCTION "leave_main_team"();
