-- AlterTable
ALTER TABLE "Lab" ADD COLUMN     "modelMirrorUrl" TEXT,
ADD COLUMN     "sealedHubToken" TEXT,
ADD COLUMN     "sealedMirrorToken" TEXT;

-- AlterTable
ALTER TABLE "ModelCopy" ADD COLUMN     "revision" TEXT,
ADD COLUMN     "source" TEXT,
ADD COLUMN     "sourceUrl" TEXT;
