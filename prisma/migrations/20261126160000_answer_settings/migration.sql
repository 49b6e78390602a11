ALTER TABLE "Generation" ADD COLUMN "settings" JSON NOT NULL DEFAULT '{}', ADD COLUMN "toolCalls" JSON;

UPDATE "Generation" SET settings = json_build_object('temperature', temperature) WHERE temperature IS NOT NULL;

ALTER TABLE "Generation" DROP COLUMN "temperature";
