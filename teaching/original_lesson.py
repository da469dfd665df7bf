"""The practical part of the original lesson as one script, step by step as it was written.

It exists to be timed: `python -m teaching.original_lesson`. Only two things are changed: MNIST
comes from the course's file in place of a download, and the plots are drawn but not shown.
The labels V1 to C2 are those that the course's first notebook uses for the original's steps.
"""

from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd  # noqa: F401  (the original imports it and never uses it)
from keras.layers import Dense
from keras.models import Sequential
from PIL import Image

matplotlib.use("Agg")

# ---- V1 to V3: vectorization
matrix = np.random.randint(0, 255, (4, 4))
print(matrix)
print(matrix.flatten())
print(matrix.reshape(-1))
print(matrix.reshape(2, -1))

# ---- M1 and M2: the data, and the first image
with np.load(Path(__file__).parents[1] / "helpers" / "mnist" / "mnist.npz") as mnist:
    x_train, y_train = mnist["x_train"], mnist["y_train"]
    x_test, y_test = mnist["x_test"], mnist["y_test"]
print(x_test.shape, y_test.shape)
plt.imshow(Image.fromarray(x_train[0], mode="L"), cmap="gray")
plt.close()
print(repr(y_train[0]))

# ---- M3: one row an image, values from 0 to 1
x_train = x_train.reshape(60000, -1) / 255
x_test = x_test.reshape(10000, -1) / 255

# ---- M4: the model
model = Sequential()
model.add(Dense(10, activation="softmax", input_shape=(28 * 28,)))
model.summary()

# ---- M5: compile and fit
model.compile(loss="sparse_categorical_crossentropy", optimizer="sgd", metrics=["acc"])
history = model.fit(x_train, y_train, epochs=30, batch_size=64, validation_split=0.2).history


# ---- C1: the accuracy curve
def draw(name, other_name, title):
    epochs = range(1, 31)
    plt.figure()
    plt.plot(epochs, history[name], "b", label=name)
    plt.plot(epochs, history[other_name], "r", label=other_name)
    plt.title(title)
    plt.xlabel("epoch")
    plt.ylabel(name)
    plt.legend()
    plt.gcf().canvas.draw()
    plt.close()


draw("acc", "val_acc", "accuracy")

# ---- M6: evaluate
print(model.evaluate(x_test, y_test))

# ---- M7: the weights
weights, biases = model.get_weights()
print(weights)
print(biases)

# ---- C2: the loss curve
draw("loss", "val_loss", "loss")
