-- AlterTable
ALTER TABLE "Tariff" ADD COLUMN     "bands" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "createdAt" TIMESTAMPTZ(3),
ADD COLUMN     "createdById" TEXT,
ADD COLUMN     "createdByName" TEXT,
ADD COLUMN     "machineRates" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "millionTokenPrice" DECIMAL(12,4),
ADD COLUMN     "note" TEXT;

-- CreateTable
CREATE TABLE "CarbonFactor" (
    "version" SERIAL NOT NULL,
    "validFrom" TIMESTAMPTZ(3) NOT NULL,
    "gramsPerKwh" DECIMAL(8,2) NOT NULL,
    "country" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "createdById" TEXT,
    "createdByName" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CarbonFactor_pkey" PRIMARY KEY ("version")
);
