console.log("the day is closed");
