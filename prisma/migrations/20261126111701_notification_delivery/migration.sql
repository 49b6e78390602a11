-- DropIndex
DROP INDEX "NotificationDelivery_webhookId_idx";

-- AlterTable
ALTER TABLE "Booking" ADD COLUMN     "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "Notification" ADD COLUMN     "inApp" BOOLEAN NOT NULL DEFAULT true;

-- AlterTable
ALTER TABLE "NotificationDelivery" DROP COLUMN "calendar",
DROP COLUMN "lastError",
ADD COLUMN     "answer" TEXT,
ADD COLUMN     "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "NotificationPreference" ADD COLUMN     "app" BOOLEAN NOT NULL DEFAULT true;

-- CreateIndex
CREATE INDEX "NotificationDelivery_webhookId_createdAt_idx" ON "NotificationDelivery"("webhookId", "createdAt");

-- CreateIndex
CREATE INDEX "NotificationDelivery_channel_createdAt_idx" ON "NotificationDelivery"("channel", "createdAt");

-- CreateIndex
CREATE INDEX "NotificationDelivery_notificationId_idx" ON "NotificationDelivery"("notificationId");

UPDATE "Booking" SET "changedAt" = "createdAt";

-- Calendars want to know when a booking last changed, whichever way it was.
CREATE FUNCTION booking_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."changedAt" := now();
    RETURN NEW;
END $$;
CREATE TRIGGER booking_changed BEFORE UPDATE OF revision ON "Booking" FOR EACH ROW
    WHEN (OLD.revision IS DISTINCT FROM NEW.revision) EXECUTE FUNCTION booking_changed();

-- What the shell of every page counts.
CREATE INDEX notification_inbox ON "Notification" ("personId", "createdAt") WHERE "inApp" AND "readAt" IS NULL;
