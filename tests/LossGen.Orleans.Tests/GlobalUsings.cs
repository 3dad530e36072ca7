global using LossGen.Orleans;
