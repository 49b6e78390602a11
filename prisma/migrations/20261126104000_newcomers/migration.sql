-- A join token may be for whichever machine comes; who comes with one waits for a person unless its serial is known.
ALTER TABLE "JoinToken" ALTER COLUMN "machineId" DROP NOT NULL;

ALTER TABLE "Agent" ADD COLUMN "hardwareId" TEXT, ADD COLUMN "placeId" TEXT;

ALTER TABLE "MachineReport" ADD COLUMN "known" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "AgentRival" (
    "id" TEXT NOT NULL,
    "agentId" TEXT NOT NULL,
    "mark" TEXT NOT NULL,
    "bootId" TEXT NOT NULL,
    "hardwareId" TEXT,
    "hostName" TEXT,
    "address" TEXT,
    "joinCounter" INTEGER NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "refusedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AgentRival_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Newcomer" (
    "id" TEXT NOT NULL,
    "tokenId" TEXT NOT NULL,
    "publicKey" TEXT NOT NULL,
    "agentVersion" TEXT NOT NULL,
    "serial" TEXT,
    "hardwareId" TEXT,
    "hostName" TEXT,
    "hwModel" TEXT,
    "chip" TEXT,
    "memoryBytes" BIGINT,
    "address" TEXT,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "admittedAt" TIMESTAMPTZ(3),
    "refusedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Newcomer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "AgentRival_agentId_mark_key" ON "AgentRival"("agentId", "mark");

-- CreateIndex
CREATE UNIQUE INDEX "Newcomer_tokenId_key" ON "Newcomer"("tokenId");

-- AddForeignKey
ALTER TABLE "AgentRival" ADD CONSTRAINT "AgentRival_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "Agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Newcomer" ADD CONSTRAINT "Newcomer_tokenId_fkey" FOREIGN KEY ("tokenId") REFERENCES "JoinToken"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Two names that differ by case only are one name. Of those a lab already has, the oldest machine keeps it; the others
-- get a number behind theirs, and the audit has both. A name that is made so may be taken too, hence the loop.
DO $$
DECLARE
  twin record;
  free text;
  number int;
BEGIN
  FOR twin IN
    SELECT id, name FROM (
      SELECT id, name, row_number() OVER (PARTITION BY lower(name) ORDER BY "createdAt", id) AS place FROM "Machine"
    ) ranked WHERE place > 1 ORDER BY id
  LOOP
    number := 2;
    LOOP
      free := left(twin.name, 54) || ' (' || number || ')';
      EXIT WHEN NOT EXISTS (SELECT FROM "Machine" WHERE lower(name) = lower(free));
      number := number + 1;
    END LOOP;
    UPDATE "Machine" SET name = free, revision = revision + 1 WHERE id = twin.id;
    INSERT INTO "AuditEntry" (id, at, "actorKind", "actorName", action, "objectType", "objectId", "objectName", before, after)
    VALUES (gen_random_uuid()::text, now(), 'system', 'Portal', 'machine.rename', 'machine', twin.id, free,
      jsonb_build_object('name', twin.name), jsonb_build_object('name', free));
  END LOOP;
END $$;

CREATE UNIQUE INDEX machine_name_any_case ON "Machine" (lower(name));
