"""A prediction service as one writes it in an MLOps course; nothing in it knows of MiniStack."""
import asyncio
import math
import os

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

app = FastAPI(title="House prices")

BASE_PRICE = 50_000.0
PRICE_PER_SQUARE_METRE = 2_400.0
DISCOUNT_PER_YEAR = 0.004


class House(BaseModel):
    area: float = Field(..., gt=0, le=10_000, description="square metres")
    age: float = Field(0, ge=0, le=1_000, description="years")


class Prediction(BaseModel):
    price: float


@app.get("/")
def root():
    return {"message": "POST a house to /predict; the documentation is at /docs"}


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/predict", response_model=Prediction)
def predict(house: House):
    price = (BASE_PRICE + PRICE_PER_SQUARE_METRE * house.area) * math.exp(-DISCOUNT_PER_YEAR * house.age)
    return Prediction(price=round(price, 2))


@app.get("/db")
async def database():
    """Tells whether the database of PGHOST and PGPORT accepts connections."""
    host = os.environ.get("PGHOST", "localhost")
    port = int(os.environ.get("PGPORT", "5432"))
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), timeout=2)
    except (OSError, asyncio.TimeoutError):
        raise HTTPException(status_code=503, detail=f"The database at {host}:{port} does not accept connections.")
    writer.close()
    return {"database": f"{host}:{port}", "accepts": True}
