-- Where an agent connected from at its last hello, as the portal saw it: what it can't make up about itself.
ALTER TABLE "Agent" ADD COLUMN "address" TEXT;
